import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { add, full, matmul, type Tensor, zeros } from '../index.ts';
import { startWorker, type Thread } from './start-worker.ts';
import { createWasmEngine, TUNING, type WasmEngineTuning } from './wasm-engine.ts';

/** An engine whose workers can be got at. */
const engineWith = (threads: number, tuning: Partial<WasmEngineTuning> = {}) => {
  const workers: Thread[] = [];
  const ended: (() => void)[] = [];
  const engine = createWasmEngine(
    { threads },
    {
      ...TUNING,
      sharing: { work: 0, stretch: 0 },
      startWorker: (options) => {
        const worker = startWorker({
          ...options,
          ended: (reason) => {
            options.ended(reason);
            for (const tell of ended) tell();
          },
        });
        workers.push(worker);
        return worker;
      },
      ...tuning,
    },
  );
  const hasEnded = (): Promise<void> =>
    new Promise((resolve) => {
      ended.push(resolve);
    });
  return { engine, workers, hasEnded };
};

const square = (x: Tensor): Tensor => matmul(x, x);
const ones = full([64, 64], 1);

describe('a team', () => {
  it('starts workers when a program gains by them, and counts them', async () => {
    const { engine, workers } = engineWith(3, { sharing: TUNING.sharing });
    compile((x: Tensor) => add(x, 1), { engine })(zeros([10]));
    expect(workers.length).toBe(0);
    const product = compile(square, { engine });
    expect(product(full([256, 256], 1)).data[0]).toBe(256);
    expect(workers.length).toBe(2);
    expect(await engine.ready()).toBe(3);
    expect(await engine.ready()).toBe(3);
    expect(product(full([256, 256], 2)).data[65535]).toBe(1024);
  });

  it('computes before its workers are there, and with each that has come', async () => {
    const { engine } = engineWith(3);
    const product = compile(square, { engine });
    for (let i = 0; i < 300; i++) {
      expect(product(ones).data[i]).toBe(64);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await engine.ready()).toBe(3);
    expect(product(ones).data[4095]).toBe(64);
  });

  it('runs many programs, and forgets those that are gone', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { engine } = engineWith(2);
    await engine.ready();
    for (let n = 0; n < 40; n++) {
      expect(compile((x: Tensor) => add(matmul(x, x), n), { engine })(ones).data[7]).toBe(64 + n);
      if (n % 10 === 9) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
  });

  it('that has lost a worker says so once, and goes on with one thread', async () => {
    const { engine, workers, hasEnded } = engineWith(3);
    await engine.ready();
    const product = compile(square, { engine });
    expect(product(ones).data[0]).toBe(64);
    const ended = hasEnded();
    workers[1]!.terminate();
    await ended;
    expect(() => product(ones)).toThrow(
      'the WebAssembly engine lost a worker thread: it was terminated. What was being computed is gone',
    );
    expect(product(ones).data[0]).toBe(64);
  });

  it('does not hang when a worker ends during a run', async () => {
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

  it('is one thread where workers cannot be started', async () => {
    const { engine } = engineWith(2, {
      startWorker: () => {
        throw new Error('forbidden');
      },
    });
    expect(compile(square, { engine })(ones).data[0]).toBe(64);
    expect(await engine.ready()).toBe(1);
  });

  it('is one thread where workers end before they have started', async () => {
    const { engine } = engineWith(2, {
      startWorker: ({ ended }) => {
        queueMicrotask(() => ended('the page forbids it'));
        return { terminate: () => {}, hold: () => {} };
      },
    });
    expect(await engine.ready()).toBe(1);
    expect(compile(square, { engine })(ones).data[0]).toBe(64);
  });
});
