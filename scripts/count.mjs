// Prints how many tests passed, failed and were skipped, from the reports that `npm test` left.
// Fails if a report is missing.
import { existsSync, readFileSync } from 'node:fs';
import { unitParts } from './unit-parts.mjs';

const counters = {
  ...Object.fromEntries(unitParts.map(({ name }) => [`.reports/${name}.json`, countVitest])),
  '.reports/examples.json': countVitest,
  '.reports/packages.json': countVitest,
  '.reports/golden.txt': countGolden,
  '.reports/pages.json': countVitest,
  '.reports/packed-pages.json': countVitest,
  ...(process.argv.includes('--all') && { '.reports/site.json': countVitest }),
};

function countVitest(text) {
  const report = JSON.parse(text);
  // A file that cannot even be loaded has no test that could fail.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function countGolden(text) {
  const line = text.trim().split('\n').at(-1);
  const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(line);
  if (counts === null) throw new Error(`The golden check ended with: ${line}`);
  const [passed, failed, skipped] = counts.slice(1).map(Number);
  return { passed, failed, skipped };
}

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const [file, count] of Object.entries(counters)) {
  try {
    if (!existsSync(file)) throw new Error(`${file} is missing`);
    const counts = count(readFileSync(file, 'utf8'));
    for (const kind of Object.keys(sum)) sum[kind] += counts[kind];
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
