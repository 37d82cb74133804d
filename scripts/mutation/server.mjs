// Serves the files of tests to Node, transformed by Vite once.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const testing = fileURLToPath(new URL('../../packages/tensors/src/testing/', import.meta.url));

/** The module that test files import as `vitest`. */
const testApi = {
  name: 'test-api',
  resolveId: (id) => (id === 'virtual:test-api' ? `\0${id}` : undefined),
  load: (id) =>
    id === '\0virtual:test-api'
      ? 'export const { describe, it, test, expect, beforeAll, afterAll, beforeEach, afterEach } = globalThis.testApi;'
      : undefined,
};

/** A server in which all files see the mutants of one package. */
export function serveTests(mutated) {
  const source = `${process.cwd()}/packages/${mutated}/src`;
  return createServer({
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    ssr: { external: true },
    plugins: [testApi],
    resolve: {
      alias: [
        { find: /^vitest$/, replacement: 'virtual:test-api' },
        // Other tests that import the package get the mutant, too.
        { find: new RegExp(`^@puregrad/${mutated}$`), replacement: `${source}/index.ts` },
        { find: new RegExp(`^@puregrad/${mutated}/(\\w+)$`), replacement: `${source}/$1.ts` },
        // Packages are loaded as they are built; this part of one is for tests, and never built.
        { find: /^@puregrad\/tensors\/testing\/(\w+)$/, replacement: `${testing}$1.ts` },
      ],
    },
  });
}
