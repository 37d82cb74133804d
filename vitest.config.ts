import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { examplesPlugin } from './tests/examples/plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

/** Tests run on the sources of every package: no build is needed. */
const sources = {
  ssr: {
    resolve: { conditions: ['@puregrad/source', 'module', 'node', 'development|production'] },
  },
};

/** Whether this is `npm run test:all`. */
const isAll = process.env.TEST_ALL !== undefined;

const tests = ['{packages,apps}/*/src/**/*.test.ts', 'scripts/**/*.test.mjs'];

/** Changes of the whole process, which later tests would see: flags of V8, its functions. */
const effects =
  /allowFusedMultiplyAdd|garbageCollector|setFlagsFromString|process\.env\.\w+ = |\bvi\.\w+\(|terminate\(/;
const isolatedFiles = ['packages', 'apps']
  .flatMap((group) => readdirSync(`${root}/${group}`).map((name) => `${group}/${name}/src`))
  .flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
  )
  .filter((file) => effects.test(readFileSync(`${root}/${file}`, 'utf8')));

interface Files {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly isolate?: boolean;
}

/** Tests on the sources; those that are not isolated share the modules of one process. */
const unit = (
  name: string,
  { include = tests, exclude = [], isolate = true }: Files,
): TestProjectConfiguration => ({
  ...sources,
  test: {
    name,
    include: [...include],
    exclude: ['**/node_modules/**', '**/*.page.test.ts', ...exclude], // What only a browser has.
    isolate,
    setupFiles: ['tests/poison.ts', 'packages/tensors/src/testing/equal-numbers.ts'],
    testTimeout: 300_000, // Some are seconds long, and machines may be busy.
    hookTimeout: 600_000,
    // Whole runs on the slower of gpu.js's modes for processors are for `npm run test:all`.
    provide: { isAll, ...(!isAll && { wholeRunModes: ['webasm'] }) },
  },
});

export default defineConfig({
  test: {
    projects: [
      unit('unit', { exclude: isolatedFiles, isolate: false }),
      unit('unit-isolated', { include: isolatedFiles }),
      {
        // Every example of pages and doc comments.
        plugins: [examplesPlugin(root)],
        resolve: {
          alias: [
            { find: /^@puregrad\/(\w+)$/, replacement: `${root}/packages/$1/src/index.ts` },
            { find: /^@puregrad\/(\w+)\/(\w+)$/, replacement: `${root}/packages/$1/src/$2.ts` },
          ],
        },
        ...sources,
        test: {
          name: 'examples',
          include: ['tests/examples/*.test.ts'],
          testTimeout: 300_000,
        },
      },
      {
        // The packages as users get them: packed, installed elsewhere. Needs a build.
        test: {
          name: 'packages',
          include: ['tests/packages/**/*.test.ts'],
          globalSetup: 'tests/packages/pack.ts',
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
