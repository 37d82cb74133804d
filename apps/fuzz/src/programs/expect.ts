import { adopt, mul, type Shape, sizeOf, type Tensor } from '@puregrad/tensors';
import { type Form, formOf } from './forms.ts';
import { tensorOf } from './generate.ts';
import type { Plan, Step } from './plan.ts';

/** The expected output, and the rounding error that is allowed. */
export interface Expected {
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
  readonly data: ArrayLike<number>;
  readonly tolerance: number;
}

/** The unit of the noise that simulates rounding: a few units in the last place of float32. */
const NOISE = 2 ** -21;
/** The allowed error as a multiple of the noise, and the smallest allowed error, relative. */
const FACTOR = 32;
const LEAST = 1e-5;
/** The relative rounding error above which a comparison is not meaningful. */
const MOST = 0.02;

/** 1 plus noise that depends on place, seed and element. */
const noiseOf = (shape: Shape, place: number, seed: number): Tensor =>
  adopt(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      const mixed = Math.imul((i + 1) * 2654435761 + place * 40503 + seed * 97, 2246822519);
      return 1 + NOISE * ((mixed >>> 8) / 2 ** 23 - 1);
    }),
    shape,
  );

const noisy =
  (seed: number) =>
  (result: Tensor, { rounds }: Step, place: number): Tensor =>
    rounds ? mul(result, noiseOf(result.shape, place, seed)) : result;

/**
 * The outputs of a form by the definitions of its operations, in float64. The tolerance depends on the
 * conditioning, which is measured by the same computation in float64 with noise after each operation that rounds,
 * and by the same computation in float32.
 *
 * @returns undefined if the program is too ill-conditioned to compare.
 */
export const expectedOf = (
  plan: Plan,
  form: Form,
  call: number,
): readonly Expected[] | undefined => {
  const inputs = plan.inputs.map((input) => tensorOf(input, call, 'float64'));
  const clean = formOf(plan, form, 'float64')(...inputs);
  const draws = [
    ...[1, 2].map((seed) => formOf(plan, form, 'float64', noisy(seed))(...inputs)),
    // Derivatives have rounding errors of their own.
    formOf(plan, form, 'float32')(...plan.inputs.map((input) => tensorOf(input, call, 'float32'))),
  ];
  const expected: Expected[] = [];
  for (const [k, { shape, dtype, data }] of clean.entries()) {
    let scale = 0;
    let noise = 0;
    for (let i = 0; i < data.length; i++) {
      scale = Math.max(scale, Math.abs(data[i]!));
      for (const draw of draws) noise = Math.max(noise, Math.abs(draw[k]!.data[i]! - data[i]!));
    }
    if (!Number.isFinite(scale + noise) || scale > 1e8) return undefined;
    if (dtype === 'int32') {
      expected.push({ shape, dtype, data, tolerance: 0 });
      continue;
    }
    const tolerance = FACTOR * noise + LEAST * Math.max(scale, 0.1);
    if (tolerance > MOST * Math.max(scale, 1)) return undefined;
    expected.push({ shape, dtype: 'float32', data, tolerance });
  }
  return expected;
};

/** The first place where results differ by more than the allowed error. */
export const differenceOf = (
  actual: readonly Tensor[],
  expected: readonly Expected[],
): string | undefined => {
  if (actual.length !== expected.length) return `${actual.length} results, not ${expected.length}`;
  for (const [k, { shape, dtype, data, tolerance }] of expected.entries()) {
    const result = actual[k]!;
    if (result.dtype !== dtype || result.shape.join() !== shape.join())
      return `result ${k} is ${result.dtype}[${result.shape}], not ${dtype}[${shape}]`;
    const found = result.data;
    for (let i = 0; i < data.length; i++)
      if (!(found[i] === data[i] || Math.abs(found[i]! - data[i]!) <= tolerance))
        return `result ${k} at ${i} is ${found[i]}, not ${data[i]} ± ${tolerance.toPrecision(2)}`;
  }
  return undefined;
};
