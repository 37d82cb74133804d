import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The unit tests of one package, on the sources of all: what StrykerJS runs for each mutant. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  ssr: {
    resolve: { conditions: ['@puregrad/source', 'module', 'node', 'development|production'] },
  },
  test: {
    include: [`packages/${process.env.MUTATED_PACKAGE}/src/**/*.test.ts`],
    exclude: ['**/node_modules/**', '**/*.page.test.ts'],
    testTimeout: 60_000,
  },
});
