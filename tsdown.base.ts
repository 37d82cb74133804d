import { createRequire } from 'node:module';
import type { TsdownPlugin, UserConfig } from 'tsdown';

/**
 * Takes functions of fp-ts from its ES modules. What Node can import of fp-ts is CommonJS, of which
 * bundlers keep all: a quarter of what a page would load.
 */
const fpTsFunctions: TsdownPlugin = {
  name: 'fp-ts-functions',
  resolveId: {
    order: 'pre',
    handler: (source, importer) => {
      const [, name] = /^fp-ts\/lib\/(\w+)\.js$/.exec(source) ?? [];
      if (name === undefined || importer === undefined || importer.endsWith('.d.ts')) return null;
      return createRequire(importer).resolve(`fp-ts/es6/${name}.js`);
    },
  },
};

/**
 * Marks each call that a module makes while it loads as one without effects: what it makes is left out
 * where nobody uses it. `sideEffects: false` says so of whole files only.
 */
const pureCalls: TsdownPlugin = {
  name: 'pure-calls',
  transform: {
    filter: { id: /fp-ts[\\/]es6|[\\/]packages[\\/]\w+[\\/]src[\\/].*(?<!\.d)\.ts$/ },
    handler(code, id) {
      const { body } = this.parse(code, { lang: id.endsWith('.ts') ? 'ts' : 'js' });
      const declarations = body
        .map((one) => (one.type === 'ExportNamedDeclaration' ? one.declaration : one))
        .filter((one) => one?.type === 'VariableDeclaration');
      const marked = startsOfCalls(declarations)
        .sort((a, b) => b - a)
        .reduce((text, at) => `${text.slice(0, at)}/*#__PURE__*/ ${text.slice(at)}`, code);
      return { code: marked, map: null };
    },
  },
};

/** Where the calls in a tree of syntax begin that are made at once, not in a function that is called later. */
function startsOfCalls(tree: unknown): number[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const { type = '', start = 0 } = tree as { readonly type?: string; readonly start?: number };
  if (/Function|Class/.test(type)) return [];
  const inside = Object.values(tree).flatMap(startsOfCalls);
  return type === 'CallExpression' || type === 'NewExpression' ? [start, ...inside] : inside;
}

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
    plugins: [fpTsFunctions, pureCalls],
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
