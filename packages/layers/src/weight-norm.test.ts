import {
  ArgumentError,
  allClose,
  compile,
  type Key,
  key,
  mul,
  normal,
  pipe,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { relu } from './activations.ts';
import { apply } from './apply.ts';
import { dense } from './dense.ts';
import { constant } from './initializers.ts';
import { within } from './layer.ts';
import { memberDense } from './members/member-dense.ts';
import { members } from './members/members.ts';
import { input } from './network.ts';
import { initialize, tensorAt } from './variables.ts';
import { weightNorm } from './weight-norm.ts';

describe('weightNorm', () => {
  const network = pipe(input(4), weightNorm(dense(3)));
  const { params, state } = initialize(network, key(1));
  const x = normal(key(2), [5, 4]);

  it('starts with the kernels that were drawn, to the bit', () => {
    const plain = apply(dense(3)(input(4)))(within(within(params, 'weightNorm1'), 'body'), {}, x);
    expect([...apply(network)(params, state, x)[0].data]).toEqual([...plain[0].data]);
  });

  it('does not depend on the length of the directions', () => {
    const { gain, body } = params.weightNorm1 as Record<'gain' | 'body', typeof params>;
    const { kernel, bias } = body.dense1 as Record<'kernel' | 'bias', typeof x>;
    const longer = { weightNorm1: { gain, body: { dense1: { kernel: mul(kernel, 7), bias } } } };
    const [y] = apply(network)(longer, state, x);
    expect(allClose(y, apply(network)(params, state, x)[0], { atol: 1e-6 })).toBe(true);
  });

  it('has a gain for each column of each kernel of a stack', () => {
    const stacked = pipe(input(4), members(2), weightNorm(memberDense(3)));
    const { params } = initialize(stacked, key(1));
    expect(tensorAt(params, 'weightNorm1.gain.memberDense1.gain').shape).toEqual([2, 3]);
  });

  it('refuses a network without kernels, and weights that start as zeros', () => {
    expect(() => initialize(pipe(input(4), weightNorm(relu())), key(1))).toThrow(ArgumentError);
    const zero = pipe(input(4), weightNorm(dense(3, { kernelInit: constant(0) })));
    expect(() => initialize(zero, key(1))).toThrow('start as zeros');
  });

  it('can be initialized in a compiled function', () => {
    const drawn = compile((k: Key) => initialize(network, k))(key(1));
    expect(allClose(drawn, { params, state })).toBe(true);
  });
});
