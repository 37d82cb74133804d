import { expect, it, vi } from 'vitest';
import { compile } from '../compile/compile.ts';
import { full, matmul, type Tensor } from '../index.ts';
import { engineWith } from '../testing/engine-with.ts';
import { createHeap } from './heap.ts';
import { startWorker } from './start-worker.ts';
import { createTeam } from './team.ts';
import { CONTROL } from './worker-source.ts';

const square = (x: Tensor): Tensor => matmul(x, x);
const ones = full([64, 64], 1);

// Browsers tell nobody that a worker has been terminated.
it('a team that has lost a worker says so once, and goes on with one thread', async () => {
  const { engine, workers, hasEnded } = engineWith(3);
  await engine.ready();
  const product = compile(square, { engine });
  expect(product(ones).data[0]).toBe(64);
  const ended = hasEnded();
  workers[1]!.terminate();
  await ended;
  expect(() => product(ones)).toThrow(
    'the WebAssembly engine lost a worker thread: it was terminated. The results of this run are lost',
  );
  expect(product(ones).data[0]).toBe(64);
});

// There they end when the page has time for it.
it('a team does not hang when a worker ends during a run', async () => {
  const { engine, workers } = engineWith(2, { patienceMs: 200 });
  await engine.ready();
  const product = compile(square, { engine });
  expect(product(ones).data[0]).toBe(64);
  workers[0]!.terminate();
  // No turn of the event loop, so that nothing tells: the worker just never comes.
  expect(() => {
    for (let i = 0; i < 1e6; i++) product(ones);
  }).toThrow('the WebAssembly engine lost a worker thread: it did not answer');
  expect(product(ones).data[0]).toBe(64);
});

it('a pause between two runs is no silence of a worker (was: lost after 4 s on a busy machine)', () => {
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  const heap = createHeap(true);
  let control = 0;
  const team = createTeam(heap, {
    threads: 2,
    patienceMs: 10_000,
    startWorker: (options) => {
      control = options.control;
      return { hold: () => {}, terminate: () => {} };
    },
  });
  team.start();
  Atomics.store(new Int32Array(heap.memory.buffer, control), CONTROL.started, 1);
  const program = { id: 0, module: 0, moduleBytes: 0 };
  /** Waits at the same barrier in each run: what lies between has none. */
  const runWaiting = (ms: number): void =>
    team.run(program, 0, () => {
      team.stalled();
      now += ms;
      team.stalled();
    });
  runWaiting(100);
  now += 5000;
  expect(() => runWaiting(4000)).not.toThrow();
  expect(() => runWaiting(10_100)).toThrow('it did not answer for 10 s');
  clock.mockRestore();
});

it('a worker that fails says why, to a thread that waits as well (was: only "it failed")', async () => {
  const heap = createHeap(true);
  const team = createTeam(heap, { threads: 2, patienceMs: 60_000, startWorker });
  expect(await team.ready()).toBe(2);
  const noModule = { id: 0, module: heap.allocate(8), moduleBytes: 8 };
  const wait = (): void => {
    for (;;) team.stalled();
  };
  expect(() => team.run(noModule, 0, wait)).toThrow(
    /^the WebAssembly engine lost a worker thread: CompileError: .+\. The results of this run are lost/,
  );
});
