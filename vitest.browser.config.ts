import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

/** What a server sends with its pages so that their threads may share memory. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The unit tests of the packages in Chromium: all but those of what is for Node only. */
const project = (
  name: string,
  headers: Record<string, string>,
  exclude: readonly string[],
): TestProjectConfiguration => ({
  server: { headers },
  resolve: {
    alias: [
      { find: /^@puregrad\/(\w+)$/, replacement: `${root}/packages/$1/src/index.ts` },
      { find: /^@puregrad\/(\w+)\/(\w+)$/, replacement: `${root}/packages/$1/src/$2.ts` },
    ],
  },
  test: {
    name,
    include: ['packages/*/src/**/*.test.ts', 'tests/browser/**/*.test.ts'],
    exclude: ['**/node/**', '**/*.node.test.ts', ...exclude],
    isolate: false,
    testTimeout: 60_000,
    provide: { isolated: headers === isolation },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          // `npm test` looks for one.
          executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
          args: ['--no-sandbox', '--js-flags=--expose-gc'],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

export default defineConfig({
  test: {
    projects: [
      project('isolated page', isolation, []),
      // Without threads, nothing about them.
      project('plain page', {}, ['**/team.test.ts', '**/threads.test.ts']),
    ],
  },
});
