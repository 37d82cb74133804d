// Runs the checks of `npm test`, two at a time, up to the first failure. `--all` adds the long ones.
// The output and the results of each step are left in .reports/, where `.ci/run` counts the tests.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findChromium } from './chromium.mjs';
import { runLanes, SKIPPED } from './lanes.mjs';
import { unitParts } from './unit-parts.mjs';

const reports = '.reports';
const LANES = 2;
const SLOWEST = 10;
const MAX_FILE_SECONDS = 30;

const isAll = process.argv.includes('--all');
/** For machines with nothing else to do: a file that takes longer than it may is a failure. */
const areTimesStrict = process.argv.includes('--strict-times');

const workers = Math.max(1, Math.floor(availableParallelism() / LANES));
const chromium = findChromium();
const needsBrowser =
  chromium === undefined && !process.env.CI
    ? { skip: 'there is no Chromium or Chrome here (CHROMIUM can name one)' }
    : {};

const script = (name) => ['node', `scripts/${name}.mjs`];
const build = (...filters) => [
  'turbo',
  ...['run', 'build', '--output-logs=errors-only'],
  ...filters.map((filter) => `--filter=${filter}`),
];
const vitest = (report, projects, config = []) => [
  'vitest',
  'run',
  ...config,
  ...projects.flatMap((project) => ['--project', project]),
  `--maxWorkers=${workers}`,
  ...['--reporter=default', '--reporter=json', '--reporter=./scripts/file-times.mjs'],
  `--outputFile.json=${reports}/${report}.json`,
];
const inBrowser = (report, ...projects) =>
  vitest(report, projects, ['--config', 'vitest.browser.config.ts']);

/** The steps, those that others wait for and the longest first. */
const steps = [
  { name: 'format and lint', commands: [['biome', 'ci', '--colors=off', '.']] },
  { name: 'layers', commands: [script('check-layers')] },
  {
    name: 'build',
    commands: [build('./packages/*', 'puregrad', '@puregrad/golden', '@puregrad/fuzz')],
  },
  { name: 'types', commands: [script('check-types')] },
  ...unitParts.map(({ name, shard }) => ({
    name,
    commands: [[...vitest(name, ['unit', 'unit-isolated']), `--shard=${shard}`]],
  })),
  { name: 'pages', ...needsBrowser, commands: [inBrowser('pages', '*page')] },
  ...(isAll
    ? [
        {
          name: 'site build',
          after: ['build'],
          ...needsBrowser,
          commands: [build('@puregrad/docs')],
        },
      ]
    : []),
  {
    name: 'packages',
    after: ['build'],
    commands: [vitest('packages', ['packages'])],
  },
  { name: 'examples', commands: [vitest('examples', ['examples'])] },
  {
    name: 'packed pages',
    after: ['build'],
    ...needsBrowser,
    commands: [inBrowser('packed-pages', 'packed pages')],
  },
  { name: 'public types', after: ['build'], commands: [script('check-api')] },
  {
    name: 'golden',
    after: ['build'],
    commands: [['node', 'apps/golden/dist/main.mjs', 'apps/golden/fixtures']],
  },
  ...(isAll
    ? [
        {
          name: 'site',
          after: ['site build'],
          ...needsBrowser,
          commands: [inBrowser('site', 'site')],
        },
      ]
    : []),
];

/** Where all is tried: WebGL 1, every unit test in pages, each page of the site. */
const env = { ...process.env, ...(isAll ? { TEST_ALL: '1' } : {}) };
if (chromium !== undefined) env.CHROMIUM = chromium;

const readReports = (pattern) =>
  readdirSync(reports)
    .filter((file) => pattern.test(file))
    .map((file) => JSON.parse(readFileSync(`${reports}/${file}`, 'utf8')));

/** Leaves a table of the time of each test file, prints the slowest; those that take too long. */
function reportTimes() {
  const times = readReports(/\.times\.json$/)
    .flat()
    .sort((a, b) => b.seconds - a.seconds);
  const lines = times.map(
    ({ file, project, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file} (${project})`,
  );
  writeFileSync(`${reports}/times.txt`, `${lines.join('\n')}\n`);
  if (lines.length > 0) console.log(`\nThe slowest files:\n${lines.slice(0, SLOWEST).join('\n')}`);
  return times.filter(({ seconds }) => seconds > MAX_FILE_SECONDS);
}

function showSummary(results, seconds) {
  const describe = ({ name, skip }) => {
    const result = results.get(name);
    if (result === SKIPPED) return ['-', `skipped: ${skip}`];
    if (result === undefined) return ['-', seconds.has(name) ? 'stopped' : 'not run'];
    return [result === 0 ? '✓' : '✗', `${seconds.get(name).toFixed(1).padStart(6)} s`];
  };
  const lines = steps.map((step) => {
    const [sign, text] = describe(step);
    return `${sign} ${step.name.padEnd(16)} ${text}`;
  });
  console.log(`\n${lines.join('\n')}`);
}

async function main() {
  if (chromium === undefined && process.env.CI) {
    console.error('There is no Chromium or Chrome here (CHROMIUM can name one); CI needs one.');
    return 1;
  }
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports);
  const seconds = new Map();
  const { done, stop } = runLanes(steps, {
    lanes: LANES,
    env,
    onStart: ({ name }) => console.log(`▸ ${name}`),
    onEnd: ({ name }, { code, seconds: taken, output }) => {
      seconds.set(name, taken);
      writeFileSync(`${reports}/${name.replaceAll(' ', '-')}.txt`, output);
      if (code) console.log(`\n── ${name} ──\n${output}`);
      if (code !== undefined) console.log(`${code ? '✗' : '✓'} ${name} ${taken.toFixed(1)} s`);
    },
  });
  let stopped;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])
    process.on(signal, () => {
      stopped = code;
      stop();
    });
  const results = await done;
  const slow = reportTimes();
  showSummary(results, seconds);
  if (stopped !== undefined) return stopped;
  const failed = [...results.values()].find((code) => code !== 0 && code !== SKIPPED);
  if (failed !== undefined) return failed;
  if (slow.length === 0) return 0;
  const files = slow.map(({ file }) => file).join(', ');
  console.log(`\nLonger than ${MAX_FILE_SECONDS} s, on this machine now: ${files}`);
  return areTimesStrict ? 1 : 0;
}

process.exitCode = await main();
