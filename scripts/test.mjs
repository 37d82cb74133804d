// Everything that `npm test` checks, cheapest first; it stops at the first failure.
// The test runners leave their reports in .reports/, where .ci/run counts them.
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { checkDocs } from './check-docs.mjs';
import { checkLayers } from './check-layers.mjs';
import { run, runQuietly } from './processes.mjs';
import { build, typecheck } from './turbo.mjs';

const reports = '.reports';

const steps = {
  'format and lint': () =>
    runQuietly('biome', ['ci', `--colors=${process.stderr.isTTY ? 'force' : 'off'}`, '.']),
  layers: () => show(checkLayers(process.cwd())),
  'doc comments': () => show(checkDocs(process.cwd())),
  types: () => typecheck(process.env),
  build: () => build([], process.env),
  tests: () =>
    run('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reports}/vitest.json`,
    ]),
  golden: () => runGolden('apps/golden/fixtures'),
};

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
    code = await steps[name]();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    summary.push(`${code === 0 ? '✓' : '✗'} ${name.padEnd(16)} ${seconds.padStart(6)} s`);
  }
  const left = names.slice(summary.length).map((name) => `- ${name.padEnd(16)} not run`);
  console.log(`\n${[...summary, ...left].join('\n')}`);
  return code;
}

process.exitCode = await main();
