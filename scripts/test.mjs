// Everything that `npm test` checks, cheapest first; it stops at the first failure.
// The test runners leave their reports in .reports/, where .ci/run counts them.
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { checkDocs } from './check-docs.mjs';
import { checkLayers } from './check-layers.mjs';
import { findChromium } from './chromium.mjs';
import { run, runQuietly } from './processes.mjs';
import { build, typecheck } from './turbo.mjs';

const reports = '.reports';
const SKIPPED = -1;

const steps = {
  'format and lint': () =>
    runQuietly('biome', ['ci', `--colors=${process.stderr.isTTY ? 'force' : 'off'}`, '.']),
  layers: () => show(checkLayers(process.cwd())),
  'doc comments': () => show(checkDocs(process.cwd())),
  types: () => typecheck(process.env),
  build: () => build([], process.env),
  tests: () => vitest('vitest', []),
  golden: () => runGolden('apps/golden/fixtures'),
  browser: runInBrowser,
};

/** The unit tests in Chromium, on a page with threads and on one without. */
function runInBrowser() {
  const chromium = findChromium();
  if (chromium === undefined) {
    console.error(
      'There is no Chromium or Chrome here (CHROMIUM can name one): the tests did not run in a browser.',
    );
    return process.env.CI ? 1 : SKIPPED;
  }
  process.env.CHROMIUM = chromium;
  return vitest('browser', ['--config', 'vitest.browser.config.ts']);
}

function vitest(report, args) {
  return run('vitest', [
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reports}/${report}.json`,
  ]);
}

function show(problems) {
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}

async function runGolden(folder) {
  const report = createWriteStream(`${reports}/golden.txt`);
  const code = await run('node', ['apps/golden/dist/main.mjs', folder], {
    stdio: ['inherit', 'pipe', 'inherit'],
    onOutput: (chunk) => {
      process.stdout.write(chunk);
      report.write(chunk);
    },
  });
  await new Promise((done) => report.end(done));
  return code;
}

async function main() {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports);
  const names = Object.keys(steps);
  const summary = [];
  let code = 0;
  while (code === 0 && summary.length < names.length) {
    const name = names[summary.length];
    console.log(`▸ ${name}`);
    const start = performance.now();
    const result = await steps[name]();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const line = (sign, text) => `${sign} ${name.padEnd(16)} ${text}`;
    if (result === SKIPPED) summary.push(line('-', 'skipped'));
    else {
      code = result;
      summary.push(line(code === 0 ? '✓' : '✗', `${seconds.padStart(6)} s`));
    }
  }
  const left = names.slice(summary.length).map((name) => `- ${name.padEnd(16)} not run`);
  console.log(`\n${[...summary, ...left].join('\n')}`);
  return code;
}

process.exitCode = await main();
