import { adopt, type Shape, sizeOf, type Tensor } from '@puregrad/tensors';
import type { Primitive } from '@puregrad/tensors/interpreters';
import fc from 'fast-check';
import { type Plan, type PlanInput, runStep, type Step, withoutUnused } from './plan.ts';
import { fits, type Known } from './scope.ts';
import { choosers } from './steps.ts';

/** Every primitive, the simplest first, because shrinking moves towards the first. */
export const primitives = Object.keys(choosers) as readonly Primitive[];

/** The number of calls of a program, each with other elements. */
export const CALLS = 2;

/** Lengths near the block sizes of engines, and edge cases. */
const LENGTHS = [1, 2, 3, 0, 4, 5, 7, 8, 9, 13, 16, 17, 33, 64, 65];

/** Primitives whose results float32 rounds even if it represents the inputs exactly. */
const isRounding: ReadonlySet<Primitive> = new Set<Primitive>([
  ...(['exp', 'expm1', 'log', 'log1p', 'sqrt', 'sin', 'cos', 'tanh', 'erf', 'sigmoid'] as const),
  ...(['softplus', 'add', 'sub', 'mul', 'div', 'pow', 'sum', 'scatterAdd', 'addPatches'] as const),
  'matmul',
  'cast',
]);
/** Those of them that round once, so that a result that float32 represents was not rounded. */
const isRoundedOnce: ReadonlySet<Primitive> = new Set<Primitive>(['add', 'sub', 'mul', 'cast']);

/** The magnitudes of comparable values. */
const LARGEST = 1e4;

/** Random numbers from a seed. */
const numbers = (seed: number): (() => number) => {
  let state = (seed * 747796405 + 1) | 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  next();
  return next;
};

/** Multiples of 1/8 in [-3, 3], or integers from 0 to 6: float32 represents them, and some are equal. */
const elements = (isInt: boolean, size: number, seed: number): readonly number[] => {
  const next = numbers(seed);
  return Array.from({ length: size }, () =>
    isInt ? Math.floor(next() * 7) : Math.round(next() * 48 - 24) / 8,
  );
};

const inputOf = (shape: Shape, isInt: boolean, seed: number): PlanInput => ({
  shape,
  dtype: isInt ? 'int32' : 'float32',
  calls: Array.from({ length: CALLS }, (_, call) =>
    elements(isInt, sizeOf(shape), seed + 1000 * call),
  ),
});

/** The tensor of an input for a call, with floats of the type of the engine under test or of the oracle. */
export const tensorOf = (
  { shape, dtype, calls }: PlanInput,
  call: number,
  float: 'float32' | 'float64',
): Tensor => {
  const data = calls[call]!;
  if (dtype === 'int32') return adopt(Int32Array.from(data), shape);
  return adopt(float === 'float32' ? Float32Array.from(data) : Float64Array.from(data), shape);
};

const knownOf = (input: PlanInput): Known => ({
  calls: input.calls.map((_, call) => tensorOf(input, call, 'float64')),
  shape: input.shape,
  isInt: input.dtype === 'int32',
  exact: true,
});

/** The result of a step for known values; undefined if it is too large to be compared. */
const apply = (
  step: Omit<Step, 'rounds'>,
  values: readonly Known[],
): readonly [Step, Known] | undefined => {
  const inputs = step.inputs.map((id) => values[id]!);
  const draft: Step = { ...step, rounds: false };
  const calls = Array.from({ length: CALLS }, (_, call) =>
    runStep(
      draft,
      inputs.map((input) => input.calls[call]!),
      'float64',
    ),
  );
  const [{ shape, dtype }] = calls as [Tensor];
  const isInt = dtype === 'int32';
  const holds = (test: (x: number) => boolean): boolean =>
    calls.every(({ data }) => {
      for (const x of data) if (!test(x)) return false;
      return true;
    });
  if (!isInt && !holds((x) => Math.abs(x) < LARGEST)) return undefined;
  const wasExact = inputs.every(({ exact }) => exact);
  const isHeld =
    !isRounding.has(step.primitive) ||
    (wasExact && isRoundedOnce.has(step.primitive) && holds((x) => Math.fround(x) === x));
  return [
    { ...step, rounds: !isInt && !isHeld },
    { calls, shape, isInt, exact: isInt || (wasExact && isHeld) },
  ];
};

interface Choices {
  readonly inputs: readonly {
    readonly lengths: readonly number[];
    readonly isInt: boolean;
    readonly seed: number;
  }[];
  readonly key: number;
  readonly steps: readonly {
    readonly primitive: Primitive;
    readonly numbers: readonly number[];
  }[];
  readonly outputs: readonly number[];
}

/** The program for a list of choices. Steps without suitable inputs are left out. */
const planOf = ({ inputs: chosen, key, steps: wanted, outputs }: Choices): Plan => {
  const inputs = [
    inputOf([2], true, key),
    ...chosen
      .map(({ lengths, isInt, seed }) => ({ shape: lengths, isInt, seed }))
      .filter(({ shape }) => fits(shape))
      .map(({ shape, isInt, seed }) => inputOf(shape, isInt, seed)),
  ];
  const values = inputs.map(knownOf);
  const steps: Step[] = [];
  for (const { primitive, numbers: given } of wanted) {
    let next = 0;
    const choose = (n: number): number => given[next++ % given.length]! % Math.max(1, n);
    const choice = choosers[primitive]({ values, choose });
    const applied = choice === undefined ? undefined : apply({ primitive, ...choice }, values);
    if (applied === undefined) continue;
    steps.push(applied[0]);
    values.push(applied[1]);
  }
  // Unused values are outputs; other values, inputs included, can be outputs as well.
  const used = new Set(steps.flatMap((step) => step.inputs));
  const ends = values.flatMap((_, id) => (used.has(id) || id < inputs.length ? [] : [id]));
  return withoutUnused({
    inputs,
    steps,
    outputs: [...ends, ...outputs.map((n) => n % values.length)],
  });
};

const length = fc.nat(LENGTHS.length - 1).map((place) => LENGTHS[place]!);

/** One program has few different lengths, so that its tensors can be combined. */
const shapesOf = fc.array(length, { minLength: 1, maxLength: 3 }).chain((pool) =>
  fc.array(
    fc.record({
      lengths: fc.array(fc.constantFrom(...pool), { maxLength: 4 }),
      isInt: fc.nat(3).map((n) => n === 3),
      seed: fc.nat(999),
    }),
    { minLength: 1, maxLength: 4 },
  ),
);

/** Programs of all primitives. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({
    inputs: shapesOf,
    key: fc.nat(999),
    steps: fc.array(
      fc.record({
        primitive: fc.constantFrom(...primitives),
        numbers: fc.array(fc.nat(1 << 20), { minLength: 8, maxLength: 8 }),
      }),
      { maxLength: 20, size: 'max' },
    ),
    outputs: fc.array(fc.nat(99), { maxLength: 3 }),
  })
  .map(planOf);
