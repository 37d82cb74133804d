import { createRequire } from 'node:module';
import type { UserConfig } from 'tsdown';

/**
 * Takes functions of fp-ts from its ES modules. What Node can import of fp-ts is CommonJS, of which
 * bundlers keep all: a quarter of what a page would load.
 */
const fpTsFunctions = {
  name: 'fp-ts-functions',
  resolveId: {
    order: 'pre' as const,
    handler: (source: string, importer: string | undefined) => {
      const [, name] = /^fp-ts\/lib\/(\w+)\.js$/.exec(source) ?? [];
      if (name === undefined || importer === undefined || importer.endsWith('.d.ts')) return null;
      return createRequire(importer).resolve(`fp-ts/es6/${name}.js`);
    },
  },
  // What these call while they load only makes functions, but not all says so.
  transform: {
    filter: { id: /fp-ts[\\/]es6/ },
    handler: (code: string) => ({
      code: code
        .replace(/^((?:export )?var \w+ = )(?=\w+\()/gm, '$1/*#__PURE__*/ ')
        .replace(/^(export var .* dual\(2, )(?=[\w.]+\()/gm, '$1/*#__PURE__*/ '),
      map: null,
    }),
  },
};

/** A package: ESM and CommonJS with types for each, all packages that it imports left outside. */
export function library(...entry: readonly string[]): UserConfig {
  return {
    entry: [...entry],
    format: ['esm', 'cjs'],
    platform: 'neutral',
    target: 'es2022',
    fixedExtension: true,
    dts: { oxc: true },
    deps: { neverBundle: [/^node:/], onlyBundle: ['fp-ts'] },
    plugins: [fpTsFunctions],
    treeshake: { propertyReadSideEffects: false },
    failOnWarn: true,
    publint: false,
  };
}

/** An application: ESM for Node, a file for each entry, with those of our packages that it develops against. */
export function application(entry: Readonly<Record<string, string>>): UserConfig {
  return {
    entry: { ...entry },
    format: ['esm'],
    platform: 'node',
    target: 'node20.19',
    fixedExtension: true,
    dts: false,
    deps: { onlyBundle: [/^@puregrad\//] },
    failOnWarn: true,
  };
}
