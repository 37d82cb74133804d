import {
  clip,
  div,
  leaves,
  mapTree,
  maximum,
  norm,
  pipe,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import fc from 'fast-check';
import type { Optimizer, OptimizerState } from '../optimizer.ts';
import { adam } from '../optimizers/adam.ts';
import { momentum } from '../optimizers/momentum.ts';
import { sgd } from '../optimizers/sgd.ts';
import { exponentialDecay } from '../schedules/decays.ts';
import { clipByValue } from '../transforms/clip.ts';
import { trace } from '../transforms/trace.ts';
import { accumulate } from '../wrappers/accumulate.ts';
import { adjustableRate } from '../wrappers/adjustable-rate.ts';
import { after } from '../wrappers/after.ts';
import { averageParams } from '../wrappers/average-params.ts';
import { before } from '../wrappers/before.ts';
import { byGroup } from '../wrappers/by-group.ts';
import { freeze } from '../wrappers/freeze.ts';
import { lookahead } from '../wrappers/lookahead.ts';
import { skipNonFinite } from '../wrappers/skip-non-finite.ts';

export type Wrap = (inner: Optimizer) => Optimizer;

export const onLeaves = (f: (leaf: Tensor) => Tensor): Wrap =>
  after((params) => mapTree(params, f));

/** Sets that differ in kind: a box, a half-space's corner, a sphere, which is not convex. */
export const projections: {
  readonly [name in 'box' | 'corner' | 'sphere']: (leaf: Tensor) => Tensor;
} = {
  box: (leaf) => clip(leaf, { min: -1, max: 1 }),
  corner: (leaf) => maximum(leaf, 0.25),
  // Zeros, which have no direction, stay.
  sphere: (leaf) => div(leaf, maximum(norm(leaf), 1e-300)),
};

/** Act on the result of steps, and keep equal numbers equal. */
export const averages: { readonly [name: string]: Wrap } = {
  averageParams: averageParams({ decay: 0.5 }),
  'averageParams, warmup': averageParams({ warmup: true }),
  'lookahead, 1': lookahead({ k: 1 }),
  'lookahead, 2': lookahead({ k: 2 }),
};
/** Leave steps out. */
const gates = { accumulate: accumulate(2), skipNonFinite: skipNonFinite() };
/** Change gradients or steps. */
const others: { readonly [name: string]: Wrap } = {
  adjustableRate,
  'before, clipped': before(clipByValue(5)),
  'before, with memory': before(trace({ decay: 0.5 })),
};
const grouped: { readonly [name: string]: Wrap } = {
  'byGroup, two': (inner) => byGroup([(path) => path.startsWith('a'), inner], [() => true, inner]),
  'byGroup, another': (inner) => byGroup([() => true, pipe(inner, averageParams())]),
  freeze: freeze((path) => path === 'frozen'),
};
export const projecting: { readonly [name: string]: Wrap } = Object.fromEntries(
  Object.entries(projections).map(([name, f]) => [`after, ${name}`, onLeaves(f)]),
);
export const wrappers: { readonly [name: string]: Wrap } = {
  ...averages,
  ...gates,
  ...others,
  ...grouped,
  ...projecting,
};

export const optimizers: { readonly [name: string]: Optimizer } = {
  adam: adam({ learningRate: exponentialDecay({ from: 0.5, rate: 0.5, steps: 2 }) }),
  momentum: momentum({ learningRate: 0.5 }),
  sgd: sgd({ learningRate: 0.5 }),
};

export const float64 = (values: readonly number[]): Tensor => tensor(values, { dtype: 'float64' });
export interface Params {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly frozen: Tensor;
}
export const start: Params = {
  a: float64([3, -2]),
  b: float64([0.5, 8]),
  frozen: float64([-0, 0.75]),
};
const gradientsOf = (list: readonly (readonly [number, number])[]): readonly Params[] =>
  list.map(([x, y]) => ({
    a: float64([x, y]),
    b: float64([y, 1]),
    frozen: float64([1, x]),
  }));
export const GRADIENTS: readonly Params[] = gradientsOf([
  [1, -2],
  [3, 0.5],
  [-6, 2],
]);

export const bits = (tree: unknown): readonly number[] =>
  leaves(tree).flatMap((leaf) => [...leaf.data]);
export const stack = (inner: Optimizer, names: readonly string[]): Optimizer =>
  names.reduce((optimizer, name) => wrappers[name]!(optimizer), inner);

/** The states after each gradient. */
export const statesOf = (
  { init, update }: Optimizer,
  gradients: readonly Params[] = GRADIENTS,
): readonly OptimizerState<Params>[] => {
  let state = init(start);
  return gradients.map((gradient) => {
    [state] = update(state, gradient);
    return state;
  });
};
/** The parameters that users see: those to train and those to evaluate. */
export const seenOf = (
  optimizer: Optimizer,
  gradients?: readonly Params[],
): readonly (readonly (readonly number[])[])[] =>
  statesOf(optimizer, gradients).map((state) => [
    bits(state.params),
    bits(optimizer.averaged(state)),
  ]);

export const names: readonly string[] = Object.keys(wrappers);
/** One wrapper of each kind. Their variants stand alone here, and in random chains. */
const kinds = [
  'averageParams',
  'lookahead, 2',
  'accumulate',
  'skipNonFinite',
  'adjustableRate',
  'before, with memory',
  'byGroup, two',
  'freeze',
  'after, sphere',
];
/** Every wrapper by itself, and each kind around each kind. */
const pairs = [
  ...names.map((name) => [name]),
  ...kinds.flatMap((outer) => kinds.map((inner) => [inner, outer])),
];
/** A mask that chooses by name must find something in what a mask around it leaves. */
const isPossible = (chain: readonly string[]): boolean =>
  ['', 'freeze', 'byGroup, two', 'byGroup, two,freeze'].includes(
    chain.filter((name) => name === 'freeze' || name === 'byGroup, two').join(),
  );
export const chains: fc.Arbitrary<readonly string[]> = fc
  .array(fc.constantFrom(...names), { maxLength: 4 })
  .filter(isPossible);
export const anyOptimizer: fc.Arbitrary<string> = fc.constantFrom(...Object.keys(optimizers));
const anyGradients = fc
  .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map(gradientsOf);

/** Holds a law for all pairs around momentum, and for random chains around any optimizer. */
export const forChains = (
  law: (inner: Optimizer, chain: readonly string[], gradients: readonly Params[]) => void,
  allowed: (name: string) => boolean = () => true,
): void => {
  for (const chain of pairs)
    if (chain.every(allowed) && isPossible(chain)) law(optimizers.momentum!, chain, GRADIENTS);
  fc.assert(
    fc.property(anyOptimizer, chains, anyGradients, (name, chain, gradients) =>
      law(optimizers[name]!, chain.filter(allowed), gradients),
    ),
    { numRuns: 8 },
  );
};
export const isNot =
  (...excluded: readonly string[]) =>
  (name: string): boolean =>
    !excluded.includes(name);
export const isOf =
  (...tables: readonly object[]) =>
  (name: string): boolean =>
    tables.some((table) => Object.hasOwn(table, name));
