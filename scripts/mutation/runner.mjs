// Runs the unit tests of a package for each mutant of StrykerJS: in its own process, on modules that are loaded
// afresh each time. A run of Vitest per mutant takes a second and more before its first test; this takes
// milliseconds, and there are thousands of mutants. Vite transforms the files, once; `expect` is Vitest's own.
import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import fc from 'fast-check';
import { createServer } from 'vite';
import { expect } from 'vitest';
import { collector } from './collector.mjs';

/** Whole runs, deep networks and statistics take seconds for each mutant. Without them fewer are killed, never more. */
const slow =
  /finds the minimum of|in any stack of wrappers around|the variance of pre-activations|take time that grows|is uniform: means/;

const success = 0;
const failed = 1;

function testFiles(name) {
  const source = `packages/${name}/src`;
  const own = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => `${source}/${file.replaceAll(sep, '/')}`)
    .filter((file) => /(?<!\.page)\.test\.ts$/.test(file));
  return [...own.sort(), 'apps/fuzz/src/exports/errors.test.ts'];
}

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

function testRunner() {
  globalThis.__stryker__ ??= {};
  const mutants = globalThis.__stryker__;
  const mutated = process.env.MUTATED_PACKAGE;
  const files = testFiles(mutated);
  /** Of the calls of all exports, those of the package. */
  const isOfPackage = new RegExp(`#errors of @puregrad/${mutated}[ /]`);
  /** The last time of each test: quick ones come first, and kill most mutants. */
  const durations = new Map();
  let server;

  /** The tests of these files, from modules that no test has touched. */
  async function load(chosen) {
    const { runner } = server.environments.ssr;
    runner.clearCache();
    const { api, begin, collected } = collector();
    globalThis.testApi = { ...api, expect };
    for (const file of chosen) {
      begin(file);
      await runner.import(`${process.cwd()}/${file}`);
    }
    return collected().filter(
      ({ id }) => !slow.test(id) && (id.startsWith('packages/') || isOfPackage.test(id)),
    );
  }

  async function runTest({ id, run }) {
    const begin = performance.now();
    const result = (rest) => {
      durations.set(id, performance.now() - begin);
      return { id, name: id, fileName: fileOf(id), timeSpentMs: durations.get(id), ...rest };
    };
    try {
      await run();
      return result({ status: success });
    } catch (error) {
      return result({ status: failed, failureMessage: format('%s', error?.message ?? error) });
    }
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),
    init: async () => {
      const source = `${process.cwd()}/packages/${mutated}/src`;
      fc.configureGlobal({ seed: 1 }); // The same mutants survive each time.
      server = await createServer({
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
    },
    dryRun: async () => {
      mutants.activeMutant = undefined;
      const results = [];
      try {
        for (const test of await load(files)) {
          mutants.currentTestId = test.id;
          results.push(await runTest(test));
          mutants.currentTestId = undefined;
          await test.after();
        }
      } catch (error) {
        return { status: 'error', errorMessage: error.stack };
      }
      return { status: 'complete', tests: results, mutantCoverage: mutants.mutantCoverage };
    },
    mutantRun: async ({ testFilter, activeMutant, mutantActivation, hitLimit }) => {
      const chosen = testFilter?.length > 0 ? [...new Set(testFilter.map(fileOf))] : files;
      const wanted = new Set(testFilter ?? []);
      const isWanted = ({ id }) => wanted.size === 0 || wanted.has(id);
      Object.assign(mutants, { hitCount: 0, hitLimit, currentTestId: undefined });
      mutants.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
      let tests;
      try {
        tests = (await load(chosen)).filter(isWanted);
      } catch (error) {
        return killed('loading the files', error.message, 0);
      }
      mutants.activeMutant = activeMutant.id;
      tests.sort((a, b) => (durations.get(a.id) ?? 0) - (durations.get(b.id) ?? 0));
      for (const [i, test] of tests.entries()) {
        const { status, failureMessage } = await runTest(test);
        await test.after();
        if (hitLimit !== undefined && mutants.hitCount > hitLimit) return { status: 'timeout' };
        if (status === failed) return killed(test.id, failureMessage, i + 1);
      }
      return { status: 'survived', nrOfTests: tests.length };
    },
    dispose: () => server?.close(),
  };
}
const fileOf = (id) => id.split('#')[0];

const killed = (id, failureMessage, nrOfTests) => ({
  status: 'killed',
  killedBy: [id],
  failureMessage,
  nrOfTests,
});

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: testRunner }];
