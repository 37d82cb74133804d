// Makes the pages of the API reference from the doc comments: `docs/api/`, which git does not keep.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, ReflectionKind } from 'typedoc';
import { lendExamples } from './lend-examples.mjs';
import { signaturesOf } from './signatures.mjs';

const docs = fileURLToPath(new URL('..', import.meta.url));
const root = join(docs, '..');
const out = join(docs, 'api');

/** Each entry that users import, and the source behind it. */
const entries = readdirSync(join(root, 'packages')).flatMap((folder) => {
  const { name, exports, publishConfig } = JSON.parse(
    readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'),
  );
  return Object.entries(exports)
    .filter(([path, target]) => target['@puregrad/source'] && path in publishConfig.exports)
    .map(([path, target]) => ({
      name: name + path.slice(1),
      source: join(root, 'packages', folder, target['@puregrad/source']),
    }));
});

const app = await Application.bootstrapWithPlugins({
  entryPoints: entries.map(({ source }) => source),
  tsconfig: join(docs, '.vitepress/tsconfig.api.json'),
  skipErrorChecking: true,
  plugin: ['typedoc-plugin-markdown'],
  out,
  logLevel: 'Warn',
  name: 'API',
  readme: 'none',
  disableSources: true,
  excludeExternals: true,
  excludePrivate: true,
  hideGenerator: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: false,
  outputFileStrategy: 'members',
  membersWithOwnFile: ['Class', 'Function', 'Interface', 'TypeAlias', 'Variable'],
  entryFileName: 'index',
  parametersFormat: 'list',
  validation: false,
});
const project = await app.convert();
if (project === undefined) throw new Error('typedoc could not read the packages');
// By what code imports, not by where the source is.
for (const module of project.children ?? [])
  module.name =
    entries.find(({ source }) => source === join(root, 'packages', `${module.name}.ts`))?.name ??
    entries.find(({ source }) => source === join(root, 'packages', module.name, 'index.ts')).name;
// Options that are taken apart at once have no name of their own.
for (const one of project.getReflectionsByKind(ReflectionKind.Parameter))
  if (one.name === '__namedParameters') one.name = 'options';
const without = lendExamples(app, project);
if (without.length > 0)
  throw new Error(
    `these have no example, and nothing that has one uses them: ${without.join(', ')}`,
  );
rmSync(out, { recursive: true, force: true });
await app.generateOutputs(project);
writeFileSync(join(docs, 'public/signatures.json'), JSON.stringify(signaturesOf(project)));
writeFileSync(
  join(out, 'sidebar.json'),
  JSON.stringify(
    entries.map(({ name }) => ({ text: name, link: `/api/${name}/` })),
    undefined,
    2,
  ),
);
