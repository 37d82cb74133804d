// Records the training that the home page plays, and the output of the snippets that draw charts, which
// pages show before they are run: `npm run --prefix docs record`. Names choose what is recorded:
// `… record -- training tutorial/dropout.md`.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const docs = fileURLToPath(new URL('..', import.meta.url));

/** The name by which the home page's training is chosen. */
const TRAINING = 'training';

/** Charts are a few hundred pixels high. */
const DIGITS = 4;

const server = await createServer({
  configFile: false,
  root: docs,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, ws: false, hmr: false },
  optimizeDeps: { noDiscovery: true },
  ssr: {
    resolve: { conditions: ['@puregrad/source', 'module', 'node', 'development|production'] },
  },
});
const load = (file) => server.ssrLoadModule(`/.vitepress/${file}`);
const { execute } = await load('snippets/execute.ts');
const { needsNode } = await load('snippets/mark.ts');
const { fileOf, folder, isRecorded } = await load('recordings.ts');

const round = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value;

const roundRow = (row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, round(v)]));

/** The lines, charts and tables of one run of a snippet. Its values are on the page already. */
async function outputOf(code, at) {
  const output = [];
  await execute(code, (message) => {
    const isWrong = message.isError || message.isSame === false;
    if (isWrong)
      throw new Error(`${at}: ${message.text ?? `${message.actual}, not ${message.expected}`}`);
    if (message.kind === 'text' || message.kind === 'table') output.push(message);
    if (message.kind === 'chart') output.push({ ...message, rows: message.rows.map(roundRow) });
  });
  return output.map((one) => JSON.stringify(one));
}

/** The output that two runs agree on: times, for example, are not recorded. */
async function record(snippet, code, at) {
  const first = await outputOf(code, at);
  const second = await outputOf(code, at);
  const output = first.filter((one, i) => one === second[i]).map((one) => JSON.parse(one));
  return { snippet, output };
}

const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.md') && !/^(api|node_modules|\.vitepress)\//.test(file));
const chosen = process.argv.slice(2).filter((argument) => argument !== '--');

mkdirSync(folder, { recursive: true });
for (const page of chosen.length > 0 ? chosen.filter((name) => name !== TRAINING) : pages) {
  const text = readFileSync(docs + page, 'utf8');
  const snippets = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
    .map(([, code]) => code)
    .filter((code) => !needsNode(code));
  const recordings = [];
  for (const [i, code] of snippets.entries())
    if (isRecorded(code)) recordings.push(await record(i + 1, code, `${page}, ${i + 1}`));
  if (recordings.length === 0) continue;
  const lines = recordings.map((recording) => `  ${JSON.stringify(recording)}`);
  writeFileSync(fileOf(page), `[\n${lines.join(',\n')}\n]\n`);
  console.log(`${page}: ${recordings.length}`);
}
if (chosen.length === 0 || chosen.includes(TRAINING)) {
  const { recordTraining } = await load('home/record.ts');
  writeFileSync(`${folder}/${TRAINING}.json`, `${JSON.stringify(await recordTraining())}\n`);
}
await server.close();
process.exit();
