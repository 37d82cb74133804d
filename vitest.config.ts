import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { examplesPlugin } from './tests/examples/plugin.ts';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

/** Tests run on the sources of every package: no build is needed. */
const sources = {
  ssr: {
    resolve: { conditions: ['@puregrad/source', 'module', 'node', 'development|production'] },
  },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...sources,
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/src/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: ['**/node_modules/**', '**/*.page.test.ts'], // What only a browser has.
          testTimeout: 60_000, // Some are seconds long, and machines may be busy.
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/src/**/*.test-d.ts'],
            tsconfig: './tsconfig.types.json',
          },
        },
      },
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
          testTimeout: 60_000,
        },
      },
      {
        // The packages as users get them: packed, installed elsewhere. Needs a build.
        test: {
          name: 'packages',
          include: ['tests/packages/**/*.test.ts'],
          globalSetup: 'tests/packages/pack.ts',
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
