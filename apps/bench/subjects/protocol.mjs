// The protocol of a subject of the benchmarks: one line of JSON in, one line out.
//
//   { prepare: Work, data: FILE } → { check: numbers } or { unsupported: why }
//   { run: { milliseconds, most } } → { times: milliseconds of single runs }
//   { train: { limitSeconds } } → { seconds, epochs, accuracy }   (of the work 'mnist')
//   { memory: true } → { heapBytes, residentBytes, peakBytes }
//
// Anything that goes wrong is { error }.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tensorsOf, timesOf } from './work.mjs';

/**
 * Answers the driver until it hangs up. A subject gives, for a piece of work and its data,
 * `{ check, run, train }`: `check()` computes it and gives the numbers to be compared, `run()` does it
 * once, result read included. Errors whose message matches `unsupported` say that the library cannot do
 * the work.
 */
export const serve = (prepare, { unsupported = /^unsupported: / } = {}) => {
  let prepared;
  const answer = async (request) => {
    if (request.prepare !== undefined) {
      prepared = await prepare(
        request.prepare,
        tensorsOf(new Uint8Array(readFileSync(request.data))),
      );
      return { check: (await prepared.check?.()) ?? [] };
    }
    if (request.run !== undefined) return { times: await timesOf(prepared.run, request.run) };
    if (request.train !== undefined) return prepared.train(request.train);
    if (request.memory) return memory();
    throw new Error(`unknown request: ${Object.keys(request)}`);
  };
  // Log output of a library must not look like an answer.
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const lines = createInterface({ input: process.stdin });
  let last = Promise.resolve();
  lines.on('line', (line) => {
    last = last.then(async () => {
      const reply = await answer(JSON.parse(line)).catch((error) =>
        unsupported.test(error?.message)
          ? { unsupported: error.message.replace(/^unsupported: /, '') }
          : { error: String(error?.stack ?? error) },
      );
      write(`${JSON.stringify(reply)}\n`);
    });
  });
  lines.on('close', () => last.finally(() => process.exit()));
};

const memory = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return {
    heapBytes: heapUsed + arrayBuffers,
    residentBytes: rss,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
};
