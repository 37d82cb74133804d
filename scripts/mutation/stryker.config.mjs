// How StrykerJS mutates one package; `scripts/mutation/run.mjs` names the package and the files.
const name = process.env.MUTATED_PACKAGE;

export default {
  packageManager: 'pnpm',
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutation/vitest.config.mjs', related: false },
  mutate: process.env.MUTATED_FILES.split(','),
  coverageAnalysis: 'perTest',
  disableTypeChecks: false, // Vitest strips the types: there is nothing to disable.
  concurrency: 2,
  ignorePatterns: ['apps', 'docs', 'tests', '.ci', '.github', '.reports', 'dist'],
  tempDirName: '.stryker',
  reporters: ['json'],
  jsonReporter: { fileName: `.reports/mutation/${name}.json` },
};
