import { type Either, isLeft, left, right, tryCatch } from 'fp-ts/lib/Either.js';
import type { Network, Stage } from './network.ts';
import type { Shape } from './shape.ts';

/** The settings of a described layer, which may come from a file. */
export type Config = Readonly<Record<string, unknown>>;

/** A decoded value, or the problem with it. */
export type Decoded<A> = Either<string, A>;

/** The name of a described layer, if it has one. */
export type Named = { readonly name?: string };

/** The networks within a described layer. */
export type Parts = { readonly [name: string]: Network };

/** A stage that is only known when the program runs. Its layer checks the shape of its input. */
export type AnyStage = Stage<never, Shape>;

/**
 * A kind of layer: how one is made again from its description, `{ kind, name, config, parts }`. `networkOf` needs the
 * kinds of all layers of a network.
 */
export interface LayerKind {
  /** The `kind` of its layers. */
  readonly kind: string;
  /**
   * Checks the settings, which may come from a file, and makes the stage; or says what is wrong with them. A setting
   * that the layer does not have again is refused without its doing.
   */
  readonly decode: (config: Config, named: Named, parts: Parts) => Decoded<AnyStage>;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const numberIn = (config: Config, field: string): Decoded<number> => {
  const value = config[field];
  // JSON has no infinity, but 1e999 is read as one.
  return Number.isFinite(value) ? right(value as number) : left(`'${field}' must be a number`);
};

export const booleanIn = (config: Config, field: string): Decoded<boolean> => {
  const value = config[field];
  return typeof value === 'boolean' ? right(value) : left(`'${field}' must be true or false`);
};

export const numbersIn = (config: Config, field: string): Decoded<readonly number[]> => {
  const value = config[field];
  return Array.isArray(value) && value.every(Number.isFinite)
    ? right(value as readonly number[])
    : left(`'${field}' must be a list of numbers`);
};

export const stringIn = (config: Config, field: string): Decoded<string> => {
  const value = config[field];
  return typeof value === 'string' ? right(value) : left(`'${field}' must be a string`);
};

/** The settings that are numbers. */
export const allNumbersIn = <F extends string>(
  config: Config,
  fields: readonly F[],
): Decoded<{ readonly [K in F]: number }> => {
  const settings: { [field: string]: number } = {};
  for (const field of fields) {
    const value = numberIn(config, field);
    if (isLeft(value)) return value;
    settings[field] = value.right;
  }
  return right(settings as { readonly [K in F]: number });
};

/** The kind of a layer whose settings are numbers. */
export const kindOfNumbers = <F extends string>(
  kind: string,
  fields: readonly F[],
  make: (settings: { readonly [K in F]: number } & Named) => AnyStage,
): LayerKind => ({
  kind,
  decode: (config, named) => {
    const settings = allNumbersIn(config, fields);
    return isLeft(settings) ? settings : right(make({ ...settings.right, ...named }));
  },
});

/** A part of a layer as the body that it is made from. */
export const partIn = (parts: Parts, name: string): Decoded<() => Network<never, never>> => {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  return part === undefined
    ? left(`its part '${name}' is missing`)
    : right(() => part as Network<never, never>);
};

/** Turns an exception of a layer, for a rate of 2 say, into a problem of the description. */
export const attempt = <A>(make: () => Decoded<A>): Decoded<A> => {
  const made = tryCatch(make, (error) => (error as Error).message);
  return isLeft(made) ? made : made.right;
};
