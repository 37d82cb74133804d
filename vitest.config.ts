import { defineConfig } from 'vitest/config';

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
