import { checkGradients } from '@puregrad/autodiff';
import {
  add,
  allClose,
  cast,
  compile,
  flow,
  key,
  leaves,
  mapTree,
  mul,
  normal,
  pipe,
  referenceEngine,
  reshape,
  type Tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { sigmoid, tanh } from './activations.ts';
import { apply } from './apply.ts';
import { flatten } from './combinators/reshape-to.ts';
import { residual } from './combinators/residual.ts';
import { dense } from './dense.ts';
import { describeNetwork, networkOf } from './description.ts';
import { numericEmbedding } from './embedding/numeric-embedding.ts';
import { conv2d } from './images/conv2d.ts';
import type { Variables } from './layer.ts';
import { averageMembers } from './members/average-members.ts';
import { batchEnsemble } from './members/batch-ensemble.ts';
import { memberDense } from './members/member-dense.ts';
import { memberScale } from './members/member-scale.ts';
import { members } from './members/members.ts';
import { input, type Network } from './network.ts';
import { tied } from './tied.ts';
import { initialize } from './variables.ts';
import { weightNorm } from './weight-norm.ts';

const edges = [
  [-1, 0, 0.5, 2],
  [0, 1],
  [-0.5, 0, 0.25],
];

/** Networks of three numbers, of four members of three, or of images. */
const networks: { readonly [name: string]: Network } = {
  'periodic embedding': pipe(
    input(3),
    numericEmbedding(2, { encoding: 'periodic', frequencies: 2, sigma: 1, activation: 'tanh' }),
  ),
  'periodic embedding with one linear layer': pipe(
    input(3),
    numericEmbedding(2, {
      encoding: 'periodic',
      frequencies: 2,
      activation: 'none',
      sharedLinear: true,
      name: 'waves',
    }),
    flatten(),
  ),
  'phased embedding': pipe(input(3), numericEmbedding(3, { encoding: 'phased', frequencies: 2 })),
  'piecewise-linear embedding': pipe(
    input(3),
    numericEmbedding(2, { encoding: 'piecewiseLinear', edges, activation: 'sigmoid' }),
  ),
  'piecewise-linear embedding beside a linear layer': pipe(
    input(3),
    numericEmbedding(2, { encoding: 'piecewiseLinear', edges, linear: true }),
  ),
  members: pipe(input(3), members(4)),
  'dense layers of members': pipe(
    input(3),
    members(4),
    memberDense(2, { biasInit: (k, shape, dtype) => normal(k, shape, { dtype }) }),
    tanh(),
    memberDense(2, { useBias: false, name: 'out' }),
    averageMembers(),
  ),
  'batch ensemble': pipe(
    input(3),
    members(4),
    batchEnsemble(2),
    batchEnsemble(1, { useBias: false }),
  ),
  'factors of members': pipe(input([4, 3]), memberScale(), averageMembers()),
  'tied weights': pipe(input(3), tied(2, flow(tanh(), tied(1, sigmoid(), { name: 'inner' })))),
  'weight norm': pipe(
    input(3),
    weightNorm(flow(dense(2), tanh(), residual(dense(2)))),
    members(4),
    weightNorm(memberDense(2), { name: 'ofMembers' }),
  ),
  'weight norm of a convolution': pipe(input([3, 3, 2]), weightNorm(conv2d(2, { window: 2 }))),
  'weight norm of tied weights': pipe(input(3), weightNorm(tied(2, tied(2, tanh())))),
};

const bits = (tree: unknown): number[] => leaves(tree).flatMap((leaf) => [...leaf.data]);

describe.each(Object.entries(networks))('%s', (_, network) => {
  const { params, state } = initialize(network, key(1));
  const shape = [5, ...(typeof network.input === 'number' ? [3] : (network.input as number[]))];
  const x = normal(key(2), shape);
  const run = (p: Variables, of: Tensor) => apply(network)(p, state, of as never)[0] as Tensor;

  it('has the gradients of finite differences', () => {
    const check = checkGradients(([p, of]: readonly [Variables, Tensor]) => run(p, of), [
      params,
      x,
    ] as const);
    expect(check).toMatchObject({ _tag: 'Right' });
  });

  it('gives the same bits compiled, and the same numbers as WebAssembly', () => {
    const eager = run(params, x);
    expect(bits(compile(run, { engine: referenceEngine() })(params, x))).toEqual(bits(eager));
    expect(allClose(compile(run)(params, x), eager, { atol: 1e-6 })).toBe(true);
  });

  it('is float64 where its input and its variables are', () => {
    const inDouble = initialize(network, key(1), { dtype: 'float64' });
    const y = apply(network)(inDouble.params, inDouble.state, cast(x, 'float64') as never);
    expect(new Set(leaves([inDouble, y]).map(({ dtype }) => dtype))).toEqual(new Set(['float64']));
  });

  it('computes the same after its description is read from JSON', () => {
    const again = networkOf(JSON.parse(JSON.stringify(describeNetwork(network))));
    if (again._tag === 'Left') throw new Error(again.left.message);
    expect(describeNetwork(again.right)).toEqual(describeNetwork(network));
    const shapes = (of: Network) => leaves(initialize(of, key(1))).map(({ shape }) => shape);
    expect(shapes(again.right)).toEqual(shapes(network));
    expect(bits(apply(again.right)(params, state, x as never)[0])).toEqual(bits(run(params, x)));
  });

  it('takes a batch of one, and one of none', () => {
    for (const rows of [1, 0]) {
      const y = run(params, normal(key(3), [rows, ...shape.slice(1)]));
      expect(y.shape[0]).toBe(rows);
    }
  });

  it('does not hold fewer numbers than its layers say', () => {
    for (const { size = 0, init } of network.layers) {
      const own = init(key(1), 'float32', {
        body: { params: { dense1: { kernel: reshape(x, [5, -1]) } }, state: {} },
      });
      expect(bits(own.params).length).toBeGreaterThanOrEqual(size);
    }
  });

  it('moves its output by every parameter', () => {
    const before = bits(run(params, x));
    for (const [i] of leaves(params).entries()) {
      let at = 0;
      const moved = mapTree(params, (leaf) => (at++ === i ? add(mul(leaf, 1.5), 0.25) : leaf));
      expect(bits(run(moved, x))).not.toEqual(before);
    }
  });
});
