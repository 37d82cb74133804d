import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { DeviceError } from '../errors.ts';
import * as ops from '../index.ts';
import type { Tensor } from '../tensor.ts';
import type { Check } from '../testing/check.ts';
import { conformanceChecks, differenceOf } from '../testing/conformance.ts';
import { engineWith } from '../testing/engine-with.ts';
import { sliceOf } from '../testing/slice.ts';
import { createHeap } from './heap.ts';

const GIB = 2 ** 30;
/** Where regions begin; what lies below is never touched, and takes no memory. */
const places = [
  { where: 'across 2 GiB', heapStart: 2 * GIB - 2 ** 16, threads: 1 },
  { where: 'above 2 GiB', heapStart: 2 * GIB, threads: 2 },
  { where: 'up to the last of 4 GiB', heapStart: 4 * GIB - 2 ** 28, threads: 3 },
];

// Browsers may have less to give, and run the same code. Where not all is tried, each check has one place.
for (const [place, { where, heapStart, threads }] of places.entries())
  describe(`addresses ${where}, ${threads} threads (was: read as signed, and workers failed)`, () => {
    const { engine, workers } = engineWith(threads, {
      createHeap: (shared) => createHeap(shared, heapStart),
    });
    beforeAll(async () => {
      expect(await engine.ready()).toBe(threads);
    });
    afterAll(() => {
      for (const worker of workers) worker.terminate();
    });

    const expectRight = (check: Check): void => {
      const actual = [compile(check.f, { engine })(...check.args)].flat() as Tensor[];
      expect(differenceOf(actual, check)).toBeUndefined();
    };
    for (const [turn, [name, checks]] of Object.entries(conformanceChecks).entries())
      it(name, () => sliceOf(checks, places.length, place + turn).forEach(expectRight));

    it('go on from what programs returned, and give it to others', () => {
      const next = compile((x: Tensor) => ops.add(x, 1), { engine, donate: [0] });
      const twice = compile((x: Tensor) => ops.mul(x, 2), { engine });
      let x: Tensor = ops.zeros([100_000]);
      for (let i = 0; i < 10; i++) x = next(x);
      expect(twice(x).data[99_999]).toBe(20);
      expect(x.data[0]).toBe(10);
    });

    it('name an index that lies outside', () => {
      const f = compile((x: Tensor, i: Tensor) => ops.take(x, i), { engine });
      const outside = ops.tensor([0, -7], { dtype: 'int32' });
      expect(() => f(ops.ones([3, 2]), outside)).toThrow('index -7 lies outside an axis');
    });
  });

describe('the end of 4 GiB', () => {
  it('is a DeviceError that says how much there is; what is there goes on', () => {
    const heap = createHeap(false, 4 * GIB - 2 ** 20);
    const address = heap.allocate(400);
    expect(() => heap.allocate(2 ** 20)).toThrow(DeviceError);
    expect(() => heap.allocate(2 ** 20)).toThrow('cannot have');
    heap.addresses()[address / 4] = address;
    expect(heap.addresses()[address / 4]).toBe(address);
  });

  it('can be filled to the last line', () => {
    const heap = createHeap(false, 4 * GIB - 2 ** 20);
    const bytes = 2 ** 20 - 512;
    const address = heap.allocate(bytes);
    expect(address + bytes).toBe(4 * GIB - 256);
    heap.view('float32', address, bytes / 4).fill(1);
    expect(heap.read('float32', address + bytes - 4, 1)).toEqual(Float32Array.of(1));
    expect(() => heap.allocate(64)).toThrow(DeviceError);
  });
});
