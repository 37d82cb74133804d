import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import { expect, test } from 'vitest';
import { compile } from '../compile/compile.ts';
import { referenceEngine } from '../compile/reference-engine.ts';
import { tensor, zeros } from '../create.ts';
import { read } from '../read.ts';
import { openGpu } from '../testing/open-gpu.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';
import { cast, stopGradient } from './convert.ts';

const MOST = 2 ** 31 - 1;

test.each([
  ['float32', 'float64', [Math.fround(0.1), -1.5], [Math.fround(0.1), -1.5]],
  ['float64', 'float32', [0.1, 1e300], [Math.fround(0.1), Infinity]],
  ['float64', 'int32', [2.9, -2.9, -0.5], [2, -2, 0]],
  ['int32', 'float32', [-3, 2 ** 24 + 1], [-3, 2 ** 24]],
  [
    'float32',
    'int32',
    [2 ** 31, -(2 ** 31), 3e9, -3e9, Infinity, -Infinity, Number.NaN, 2 ** 31 - 128],
    [MOST, -(2 ** 31), MOST, -(2 ** 31), MOST, -(2 ** 31), 0, 2 ** 31 - 128],
  ],
  [
    'float64',
    'int32',
    [2 ** 31 - 0.5, 2 ** 31, -(2 ** 31) - 0.5, -(2 ** 31) - 1, 2 ** 53, Number.NaN],
    [MOST, MOST, -(2 ** 31), -(2 ** 31), MOST, 0],
  ],
] as const)('cast from %s to %s', (from, to, values, expected) => {
  const x = pipe(tensor([...values], { dtype: from }), cast(to));
  expect([x.dtype, [...x.data].map((value) => value + 0)]).toEqual([to, expected]);
});

/** By the definition: towards zero, then to the nearest int32; NaN is 0. */
const truncated = (x: number): number =>
  Number.isNaN(x) ? 0 : Math.min(MOST, Math.max(-(2 ** 31), Math.trunc(x))) + 0;

test('bug: cast of a number outside int32 differed between eager and compiled', async () => {
  const engines = [
    referenceEngine(),
    ...[1, 2].flatMap((threads) =>
      [true, false].map((deterministic) => wasmEngine({ threads, deterministic })),
    ),
  ];
  const modes = ['cpu', 'webasm'] as const; // `gpu-engine.test.ts` has the others.
  const gpus = await Promise.all(modes.map((mode) => openGpu(mode)));
  const toInt32 = cast('int32');
  const compiled = engines.map((engine) => compile(toInt32, { engine }));
  const later = gpus.map((engine) => compile(toInt32, { engine }));
  const numbers = fc.oneof(
    fc.float({ noDefaultInfinity: false }),
    fc.float({ min: -4e9, max: 4e9 }),
    fc.constantFrom(2 ** 31, -(2 ** 31), 2 ** 31 - 128, -(2 ** 31) - 256, 2 ** 32, Infinity),
  );
  // Of one length: a program for each would take longer than all else.
  const values = fc.array(numbers, { minLength: 13, maxLength: 13 });
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      const x = tensor(given);
      const expected = tensor([...x.data].map(truncated), { dtype: 'int32' });
      expect(toInt32(x)).toEqual(expected);
      for (const run of compiled) expect(run(x)).toEqual(expected);
      for (const run of later) expect(await read(await run(x))).toEqual(expected);
      const wide = tensor(
        given.map((value) => value * 0.999),
        { dtype: 'float64' },
      );
      expect(toInt32(wide)).toEqual(tensor([...wide.data].map(truncated), { dtype: 'int32' }));
    }),
    { numRuns: 40 },
  );
});

test('cast to the same dtype is the same value', () => {
  const x = zeros([0, 2]);
  expect(cast(x, 'float32')).toBe(x);
});

test('stopGradient keeps the value', () => {
  expect(stopGradient(tensor([[1], [2]])).toArray()).toEqual([[1], [2]]);
});
