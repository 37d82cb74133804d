import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { add, full, matmul, type Tensor, zeros } from '../index.ts';
import { engineWith } from '../testing/engine-with.ts';
import { garbageCollector, turn } from '../testing/platform.ts';
import { TUNING } from './wasm-engine.ts';

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
      await turn();
    }
    expect(await engine.ready()).toBe(3);
    expect(product(ones).data[4095]).toBe(64);
  });

  it('runs many programs, and forgets those that are gone', async () => {
    const collect = garbageCollector();
    const { engine } = engineWith(2);
    await engine.ready();
    for (let n = 0; n < 40; n++) {
      expect(compile((x: Tensor) => add(matmul(x, x), n), { engine })(ones).data[7]).toBe(64 + n);
      if (n % 10 === 9) {
        collect();
        await turn();
      }
    }
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
