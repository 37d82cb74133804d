// Runs the unit tests of a package for each mutant of StrykerJS: in its own process, on modules that are loaded
// afresh each time. A run of Vitest per mutant takes a second and more before its first test; this takes
// milliseconds, and there are thousands of mutants. Vite transforms the files, once; `expect` is Vitest's own.
import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { format } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';
import { collector } from './collector.mjs';
import { serveTests } from './server.mjs';

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

/** A test runner of StrykerJS. */
class InProcessRunner {
  #mutated = process.env.MUTATED_PACKAGE;
  #files = testFiles(this.#mutated);
  #mutants;
  /** The last time of each test: quick ones come first, and kill most mutants. */
  #durations = new Map();
  #server;

  constructor() {
    globalThis.__stryker__ ??= {};
    this.#mutants = globalThis.__stryker__;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    fc.configureGlobal({ seed: 1 }); // The same mutants survive each time.
    this.#server = await serveTests(this.#mutated);
  }

  async dryRun() {
    this.#mutants.activeMutant = undefined;
    const tests = [];
    try {
      for (const test of await this.#load(this.#files)) {
        this.#mutants.currentTestId = test.id;
        tests.push(await this.#run(test));
        this.#mutants.currentTestId = undefined;
        await test.after();
      }
    } catch (error) {
      return { status: 'error', errorMessage: error.stack };
    }
    return { status: 'complete', tests, mutantCoverage: this.#mutants.mutantCoverage };
  }

  async mutantRun({ testFilter = [], activeMutant, mutantActivation, hitLimit }) {
    Object.assign(this.#mutants, { hitCount: 0, hitLimit, currentTestId: undefined });
    this.#mutants.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    let tests;
    try {
      tests = await this.#chosenTests(testFilter);
    } catch (error) {
      return killed('loading the files', error.message, 0);
    }
    this.#mutants.activeMutant = activeMutant.id;
    for (const [i, test] of tests.entries()) {
      const { status, failureMessage } = await this.#run(test);
      await test.after();
      if (hitLimit !== undefined && this.#mutants.hitCount > hitLimit) return { status: 'timeout' };
      if (status === failed) return killed(test.id, failureMessage, i + 1);
    }
    return { status: 'survived', nrOfTests: tests.length };
  }

  dispose() {
    return this.#server?.close();
  }

  /** The tests of these files, from modules that no test has touched. */
  async #load(files) {
    const { runner } = this.#server.environments.ssr;
    runner.clearCache();
    const { api, begin, collected } = collector();
    globalThis.testApi = { ...api, expect };
    for (const file of files) {
      begin(file);
      await runner.import(`${process.cwd()}/${file}`);
    }
    /** Of the calls of all exports, those of the package. */
    const isOfPackage = new RegExp(`#errors of @puregrad/${this.#mutated}[ /]`);
    return collected().filter(
      ({ id }) => !slow.test(id) && (id.startsWith('packages/') || isOfPackage.test(id)),
    );
  }

  /** The tests with these names, or all if there are none; the quickest first. */
  async #chosenTests(names) {
    const wanted = new Set(names);
    const files = names.length > 0 ? [...new Set(names.map(fileOf))] : this.#files;
    const timeOf = ({ id }) => this.#durations.get(id) ?? 0;
    return (await this.#load(files))
      .filter(({ id }) => wanted.size === 0 || wanted.has(id))
      .sort((a, b) => timeOf(a) - timeOf(b));
  }

  async #run({ id, run }) {
    const begin = performance.now();
    const result = (rest) => {
      const timeSpentMs = performance.now() - begin;
      this.#durations.set(id, timeSpentMs);
      return { id, name: id, fileName: fileOf(id), timeSpentMs, ...rest };
    };
    try {
      await run();
      return result({ status: success });
    } catch (error) {
      return result({ status: failed, failureMessage: format('%s', error?.message ?? error) });
    }
  }
}

const fileOf = (id) => id.split('#')[0];

const killed = (id, failureMessage, nrOfTests) => ({
  status: 'killed',
  killedBy: [id],
  failureMessage,
  nrOfTests,
});

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'in-process', factory: () => new InProcessRunner() },
];
