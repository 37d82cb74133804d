// The settings with which StrykerJS mutates one package; `scripts/mutation/run.mjs` names the package and the files.
import { fileURLToPath } from 'node:url';

const name = process.env.MUTATED_PACKAGE;

export default {
  packageManager: 'pnpm',
  plugins: ['runner.mjs', 'texts-of-errors.mjs'].map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  ),
  ignorers: ['texts-of-errors'],
  testRunner: 'in-process',
  mutate: process.env.MUTATED_FILES.split(','),
  coverageAnalysis: 'perTest',
  disableTypeChecks: false, // Vitest strips the types: there is nothing to disable.
  concurrency: 2,
  timeoutMS: 20_000, // A mutant that is late on a busy machine must not count as killed.
  ignorePatterns: [
    'apps/bench',
    'apps/cli',
    'apps/golden',
    'docs',
    'tests',
    '.ci',
    '.github',
    '.reports',
    'dist',
  ],
  tempDirName: '.stryker',
  reporters: ['json', 'progress'],
  jsonReporter: { fileName: `.reports/mutation/${name}.json` },
};
