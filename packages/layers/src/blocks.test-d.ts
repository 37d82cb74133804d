import { flow, pipe } from '@puregrad/tensors';
import { describe, expectTypeOf, it } from 'vitest';
import { relu, sigmoid } from './activations.ts';
import { concat } from './combinators/concat.ts';
import { parallel } from './combinators/parallel.ts';
import { flatten } from './combinators/reshape-to.ts';
import { residual } from './combinators/residual.ts';
import { dense } from './dense.ts';
import { embedding } from './embedding/embedding.ts';
import { numericEmbedding } from './embedding/numeric-embedding.ts';
import { averageMembers } from './members/average-members.ts';
import { batchEnsemble } from './members/batch-ensemble.ts';
import { memberDense } from './members/member-dense.ts';
import { memberScale } from './members/member-scale.ts';
import { members } from './members/members.ts';
import { input, type Network } from './network.ts';
import { parametricActivation } from './parametric-activation.ts';
import { scale } from './scale.ts';
import { tied } from './tied.ts';
import { weightNorm } from './weight-norm.ts';

describe('embeddings', () => {
  it('give a vector for each index or number', () => {
    expectTypeOf(pipe(input(2), embedding(10, 4))).toEqualTypeOf<
      Network<2, readonly [number, 4]>
    >();
    expectTypeOf(pipe(input(2), numericEmbedding(4, { encoding: 'periodic' }))).toEqualTypeOf<
      Network<2, readonly [number, 4]>
    >();
    const mixed = pipe(
      input({ word: 1, numbers: 3 }),
      parallel({
        word: flow(embedding(10, 4), flatten()),
        numbers: flow(numericEmbedding(4, { encoding: 'phased' }), flatten()),
      }),
      concat(),
      dense(1),
    );
    expectTypeOf<(typeof mixed)['output']>().toEqualTypeOf<1>();
  });

  it('do not compile for an image, or with settings of another encoding', () => {
    // @ts-expect-error an image has no indices
    pipe(input([2, 2, 1]), embedding(10, 4));
    // @ts-expect-error a flatten() is missing
    pipe(input(2), embedding(10, 4), dense(1));
    // @ts-expect-error edges are missing
    numericEmbedding(4, { encoding: 'piecewiseLinear' });
    // @ts-expect-error a periodic encoding has no edges
    numericEmbedding(4, { encoding: 'periodic', edges: [[0, 1]] });
  });
});

describe('members', () => {
  it('keep their number', () => {
    const all = pipe(
      input(8),
      members(32),
      memberScale(),
      batchEnsemble(64),
      relu(),
      memberDense(1),
    );
    expectTypeOf(all).toEqualTypeOf<Network<8, readonly [32, 1]>>();
    expectTypeOf(pipe(all, averageMembers())).toEqualTypeOf<Network<8, 1>>();
    expectTypeOf(pipe(input(8), members(2), residual(flow(relu(), memberDense(8))))).toEqualTypeOf<
      Network<8, readonly [2, 8]>
    >();
  });

  it('do not compile without members, or for a layer of a vector', () => {
    // @ts-expect-error members(k) is missing
    pipe(input(8), memberDense(2));
    // @ts-expect-error averageMembers() is missing
    pipe(input(8), members(2), dense(2));
    // @ts-expect-error there are members already
    pipe(input(8), members(2), members(3));
    // @ts-expect-error an image has no members
    pipe(input([2, 2, 1]), averageMembers());
  });
});

describe('layers that keep the shape', () => {
  it('keep its literals', () => {
    const kept = pipe(input(8), scale(), parametricActivation('selu'), tied(3, sigmoid()));
    expectTypeOf(kept).toEqualTypeOf<Network<8, 8>>();
    expectTypeOf(pipe(input([2, 2, 3]), scale())).toEqualTypeOf<
      Network<readonly [2, 2, 3], readonly [2, 2, 3]>
    >();
  });

  it('do not compile for another shape', () => {
    // @ts-expect-error the code has three features, not four
    pipe(input(8), tied(3, dense(4)));
    // @ts-expect-error not the name of an activation
    parametricActivation('reluu');
  });
});

it('weight norm has the shapes of what it wraps', () => {
  expectTypeOf(pipe(input(8), weightNorm(flow(dense(4), relu(), dense(2))))).toEqualTypeOf<
    Network<8, 2>
  >();
  // @ts-expect-error an image must be flattened first
  pipe(input([2, 2, 1]), weightNorm(dense(2)));
});
