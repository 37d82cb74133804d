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
 * Marks what a module makes while it loads as free of effects: it is left out if it is not used.
 * `sideEffects: false` says so of whole files only. Calls are marked one by one; a table of other tables, or a
 * text of other values, reads properties, and is marked as a whole.
 */
const pureInitializers: TsdownPlugin = {
  name: 'pure-initializers',
  transform: {
    filter: { id: /fp-ts[\\/]es6|[\\/]packages[\\/]\w+[\\/]src[\\/].*(?<!\.d)\.ts$/ },
    handler(code, id) {
      const { body } = this.parse(code, { lang: id.endsWith('.ts') ? 'ts' : 'js' });
      const insertions = body
        .map((one) => (one.type === 'ExportNamedDeclaration' ? one.declaration : one))
        .flatMap((one) => (one?.type === 'VariableDeclaration' ? one.declarations : []))
        .flatMap(({ init }) => (init === null ? [] : marksOf(init)));
      const marked = insertions
        .sort(([a], [b]) => b - a)
        .reduce((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), code);
      return { code: marked, map: null };
    },
  },
};

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** The text to insert into an initializer, and its position. */
function marksOf(init: Node): readonly (readonly [at: number, mark: string])[] {
  const nodes = nodesAtOnce(init);
  if (nodes.some(({ type }) => type === 'SpreadElement' || type === 'TemplateLiteral'))
    return [
      [init.start, '/*#__PURE__*/ (() => ('],
      [init.end, '))()'],
    ];
  return nodes
    .filter(({ type }) => type === 'CallExpression' || type === 'NewExpression')
    .map(({ start }) => [start, '/*#__PURE__*/ ']);
}

/** The nodes of a tree of syntax but for functions and classes, which run later if at all. */
function nodesAtOnce(tree: unknown): readonly Node[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const { type } = tree as Partial<Node>;
  if (type !== undefined && /Function|Class/.test(type)) return [];
  const inside = Object.values(tree).flatMap(nodesAtOnce);
  return type === undefined ? inside : [tree as Node, ...inside];
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
    plugins: [fpTsFunctions, pureInitializers],
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
