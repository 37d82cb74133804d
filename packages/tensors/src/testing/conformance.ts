import fc from 'fast-check';
import { compile } from '../compile/compile.ts';
import type { Engine } from '../compile/engine.ts';
import { referenceEngine } from '../compile/reference-engine.ts';
import * as ops from '../index.ts';
import type { Tensor } from '../tensor.ts';
import { type Check, check, random } from './check.ts';
import { composedChecks } from './composed-checks.ts';
import { primitiveChecks } from './primitive-checks.ts';

/** Products: depths and sizes around what engines cut them into, both transposes. */
export const productCheck = (
  [m, k, n]: readonly [number, number, number],
  [transposeA, transposeB]: readonly [boolean, boolean],
  tolerance = 5e-4,
): Check =>
  check(
    (a, b) => ops.matmul(transposeA ? ops.transpose(a!) : a!, transposeB ? ops.transpose(b!) : b!),
    [random(transposeA ? [k, m] : [m, k]), random(transposeB ? [n, k] : [k, n], 2)],
    tolerance,
  );

const productChecks: { readonly [name: string]: readonly Check[] } = {
  ...Object.fromEntries(
    (
      [
        ['more rows than a block', [301, 20, 9]],
        ['more depth than two blocks', [7, 700, 25]],
        ['many columns, shared by threads', [30, 17, 130]],
        ['few rows of many columns', [3, 70, 131]],
        ['one of each', [1, 1, 1]],
        ['lengths that four divides', [68, 64, 72]],
        ['few on the left, lengths that four divides', [32, 96, 256]],
        ['a depth that four does not divide', [72, 61, 84]],
        ['columns that four does not divide', [68, 64, 71]],
      ] as const
    ).map(([name, sizes]) => [
      `matmul with ${name}`,
      [false, true].flatMap((a) => [false, true].map((b) => productCheck(sizes, [a, b], 1e-3))),
    ]),
  ),
};

/** All of them, by name. */
export const conformanceChecks: { readonly [name: string]: readonly Check[] } = {
  ...primitiveChecks,
  ...composedChecks,
  ...productChecks,
};

/** A program of random operations on two matrices. */
export const programChecks: fc.Arbitrary<Check> = fc
  .record({
    plan: fc.array(fc.tuple(fc.nat(11), fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 25 }),
    m: fc.integer({ min: 1, max: 9 }),
    n: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ plan, m, n }) => {
    const f = (x: Tensor, y: Tensor): readonly Tensor[] => {
      const values = [x, y];
      const pick = (i: number) => values[i % values.length]!;
      for (const [kind, i, j] of plan) {
        const [a, b] = [pick(i), pick(j)];
        const made = [
          () => ops.add(a, b),
          () => ops.mul(a, b),
          () => ops.sub(a, ops.tanh(b)),
          () => ops.maximum(a, b),
          // Without a jump where a = b: there a rounding would decide.
          () => ops.where(ops.less(a, b), ops.mul(a, 2), ops.add(a, b)),
          () => ops.sigmoid(a),
          () => ops.sub(a, ops.mean(b)),
          () => ops.mul(a, ops.sum(b, { axes: 0, keepDims: true })),
          () => ops.sub(a, ops.max(b, { axes: 1, keepDims: true })),
          () => ops.tanh(ops.matmul(ops.matmul(a, ops.transpose(b)), a)),
          () => ops.add(a, ops.reverse(b)),
          () => ops.tanh(ops.add(ops.reshape(ops.reshape(a, [m * n]), [m, n]), b)),
        ][kind]!();
        values.push(ops.tanh(made));
      }
      return values.slice(2);
    };
    return check(f as Check['f'], [random([m, n], 1, 1), random([m, n], 2, 1)], 2e-3);
  });

/** What a check gives, apart from the engine that made it: that one may forget its programs. */
export type Result = Pick<Tensor, 'shape' | 'dtype' | 'data'>;

export const resultsOn = (engine: Engine, { f, args }: Check): readonly Result[] =>
  [compile(f, { engine })(...args)]
    .flat()
    .map(({ shape, dtype, data }) => ({ shape, dtype, data }));

/** The results of an engine, calculated once for each check: many engines are compared with it. */
export const rememberedOn = (engine: Engine): ((check: Check) => readonly Result[]) => {
  const known = new WeakMap<Check, readonly Result[]>();
  return (check) => {
    const results = known.get(check) ?? resultsOn(engine, check);
    known.set(check, results);
    return results;
  };
};
const expectedOf = rememberedOn(referenceEngine());

/** Where an engine's results first differ from the reference engine's by more than they may. */
export const differenceOf = (
  actual: readonly Result[],
  check: Check,
  factor = 1,
): string | undefined => {
  const { tolerance, sameBits = false } = check;
  const expected = expectedOf(check);
  if (actual.length !== expected.length) return `${actual.length} results`;
  for (const [k, { shape, dtype, data }] of expected.entries()) {
    const result = actual[k]!;
    if (result.dtype !== dtype || result.shape.join() !== shape.join())
      return `result ${k} is ${result.dtype}[${result.shape}], not ${dtype}[${shape}]`;
    for (let i = 0; i < data.length; i++) {
      const [a, b] = [result.data[i]!, data[i]!];
      const most =
        sameBits || dtype === 'int32' ? 0 : factor * tolerance * Math.max(1, Math.abs(b));
      if (!(Object.is(a, b) || a === b || Math.abs(a - b) <= most))
        return `result ${k} at ${i} is ${a}, not ${b}`;
    }
  }
  return undefined;
};
