// Checks that every import follows the arrows between packages: `node scripts/check-layers.mjs`.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const scope = '@puregrad/';
const core = ['tensors', 'autodiff'];
const packages = {
  tensors: [],
  autodiff: ['tensors'],
  losses: core,
  metrics: core,
  regularizers: core,
  optimizers: core,
  data: core,
  layers: [...core, 'regularizers'],
  trainer: [...core, 'layers', 'losses', 'metrics', 'regularizers', 'optimizers', 'data'],
};

/** The arrows: which of our packages each folder may depend on, and so import. */
export const arrows = {
  ...Object.fromEntries(
    Object.entries(packages).map(([name, targets]) => [`packages/${name}`, targets]),
  ),
  'apps/cli': Object.keys(packages),
  'apps/golden': Object.keys(packages),
  'apps/fuzz': Object.keys(packages),
  'apps/bench': Object.keys(packages),
};

/** Every violation under `root`, one line each. */
export function checkLayers(root, allowed = arrows) {
  const tools = dependencies(readManifest(root), 'devDependencies');
  const folders = ['packages', 'apps'].flatMap((group) =>
    existsSync(join(root, group))
      ? readdirSync(join(root, group)).map((name) => `${group}/${name}`)
      : [],
  );
  const manifests = new Map(
    folders
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => [folder, readManifest(join(root, folder))]),
  );
  return [...manifests].flatMap(([folder, manifest]) => {
    if (allowed[folder] === undefined) return [`${folder}: not in the table of arrows`];
    const graph = readImports(root, folder);
    return [
      ...checkManifest(folder, manifest, allowed[folder]),
      ...checkImports(root, folder, manifest, manifests, graph, tools),
      ...checkBrowserEntries(root, folder, manifest, graph),
      ...findCycles(graph),
    ];
  });
}

function checkManifest(folder, manifest, targets) {
  const wanted = targets.map((name) => scope + name);
  const declared = dependencies(manifest, 'dependencies', 'peerDependencies').filter(isOurs);
  const forTests = dependencies(manifest, 'devDependencies').filter(isOurs);
  return [
    ...declared
      .filter((name) => !wanted.includes(name))
      .map((name) => `${folder}/package.json: the arrows do not allow ${name}`),
    ...forTests
      .filter((name) => !wanted.includes(name))
      .map((name) => `${folder}/package.json: the arrows do not allow ${name}, in tests neither`),
  ];
}

function checkImports(root, folder, manifest, manifests, graph, tools) {
  const declared = [
    ...dependencies(manifest, 'dependencies', 'peerDependencies'),
    // An application that is published holds a copy of ours.
    ...(manifest.bin === undefined ? [] : dependencies(manifest, 'devDependencies').filter(isOurs)),
  ];
  const declaredForTests = [...declared, ...dependencies(manifest, 'devDependencies'), ...tools];
  const source = join(root, folder, 'src') + sep;
  const exported = new Map(
    [...manifests.values()].map(({ name, exports = {} }) => [
      name,
      Object.keys(exports).map((path) => join(name, path).replaceAll(sep, '/')),
    ]),
  );

  function problem(file, specifier) {
    if (isRelative(specifier)) {
      const target = resolve(dirname(file), specifier);
      if (!target.startsWith(source)) return 'reaches out of the package';
      if (!existsSync(target)) return 'is not a file';
      return !isTest(file) && isTest(target) ? 'is for tests only' : undefined;
    }
    if (isBuiltin(specifier)) return undefined;
    const name = packageOf(specifier);
    if (!(isTest(file) ? declaredForTests : declared).includes(name)) return 'is not declared';
    return isOurs(name) && !exported.get(name)?.includes(specifier)
      ? 'reaches into another package'
      : undefined;
  }

  return [...graph].flatMap(([file, specifiers]) =>
    specifiers.flatMap((specifier) => {
      const why = problem(file, specifier);
      return why === undefined ? [] : [`${relative(root, file)}: '${specifier}' ${why}`];
    }),
  );
}

/** Every entry but `./node` must run in a browser: nothing it reaches may import from Node. */
function checkBrowserEntries(root, folder, { exports = {} }, graph) {
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file) || !graph.has(file)) return;
    reached.add(file);
    for (const target of targetsOf(graph, file)) visit(target);
  };
  for (const [path, conditions] of Object.entries(exports)) {
    const source = conditions[`${scope}source`];
    if (!/^\.\/node(\/|$)/.test(path) && source !== undefined) visit(join(root, folder, source));
  }
  return [...reached].flatMap((file) =>
    graph
      .get(file)
      .filter(isBuiltin)
      .map((name) => `${relative(root, file)}: '${name}' is only for ./node, browsers run this`),
  );
}

/** Each cycle of imports once, as the path around it. */
function findCycles(graph) {
  const cycles = [];
  const done = new Set();
  const visit = (file, path) => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const target of targetsOf(graph, file)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles.map((cycle) => {
    const folder = dirname(cycle[0]);
    return `import cycle: ${cycle.map((file) => relative(folder, file)).join(' → ')}`;
  });
}

/** Every source file of a package with what it imports; types, re-exports and `import()` included. */
function readImports(root, folder) {
  const source = join(root, folder, 'src');
  if (!existsSync(source)) return new Map();
  const files = readdirSync(source, { recursive: true })
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
    .map((file) => join(source, file));
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
      return [file, [...new Set(importedFiles.map(({ fileName }) => fileName))]];
    }),
  );
}

const targetsOf = (graph, file) =>
  (graph.get(file) ?? []).filter(isRelative).map((path) => resolve(dirname(file), path));

const readManifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const dependencies = (manifest, ...kinds) =>
  kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
const packageOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

const isOurs = (name) => name.startsWith(scope);
const isRelative = (specifier) => specifier.startsWith('.');
const isBuiltin = (name) => name.startsWith('node:') || builtinModules.includes(name);
const isTest = (file) => /\.(test|test-d|bench)\.ts$|[\\/]testing[\\/]/.test(file);

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const problems = checkLayers(dirname(dirname(fileURLToPath(import.meta.url))));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
