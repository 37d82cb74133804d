import { PuregradError } from './errors.ts';

/** That of package.json: `npm run versions` writes both, and a test compares them. */
export const version = '0.1.0';

/**
 * What a tensor is known by. Not by `instanceof`: a program may load this package twice, as an ES module
 * and as CommonJS, and each copy has classes of its own.
 */
export interface Brand {
  readonly version: string;
  readonly kind: 'concrete' | 'traced';
}

const brand = Symbol.for('@puregrad/tensor');

type Branded = { readonly [brand]?: Brand };

/** Gives the tensors of a class their brand. */
export const setBrand = (prototype: object, kind: Brand['kind']): void => {
  Object.defineProperty(prototype, brand, { value: { version, kind } satisfies Brand });
};

/**
 * What kind of tensor a value is, of whichever copy of this package; undefined for all else.
 * @throws PuregradError for a tensor of another version, whose inner workings may differ.
 */
export const kindOf = (value: unknown): Brand['kind'] | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Branded)[brand];
  if (found === undefined) return undefined;
  if (found.version !== version)
    throw new PuregradError(
      `two copies of @puregrad/tensors are loaded: ${version} and ${found.version}; their tensors do not mix. Install one: \`npm ls @puregrad/tensors\` shows which packages bring one along, and \`npm dedupe\`, or a version named in \`overrides\`, leaves one`,
    );
  return found.kind;
};

/** What all copies of one version share, so that the levels of their interpreters are in one order. */
interface Shared {
  lastLevel: number;
}

const registry = Symbol.for(`@puregrad/tensors@${version}`);

export const shared = (): Shared => {
  const place = globalThis as { [registry]?: Shared };
  place[registry] ??= { lastLevel: 0 };
  return place[registry];
};
