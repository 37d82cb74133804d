import {
  ArgumentError,
  abs,
  allClose,
  expandDims,
  key,
  max,
  mean,
  min,
  normal,
  pipe,
  ShapeError,
  stack,
  sum,
  type Tensor,
  take,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { tanh } from '../activations.ts';
import { apply } from '../apply.ts';
import { dense } from '../dense.ts';
import { networkOf } from '../description.ts';
import type { Variables } from '../layer.ts';
import { input } from '../network.ts';
import { initialize, tensorAt } from '../variables.ts';
import { averageMembers } from './average-members.ts';
import { batchEnsemble } from './batch-ensemble.ts';
import { memberDense } from './member-dense.ts';
import { memberScale } from './member-scale.ts';
import { members } from './members.ts';
import { randomSigns } from './random-signs.ts';

const network = pipe(input(3), members(4), memberDense(5), tanh(), memberDense(2));
const { params, state } = initialize(network, key(1));
const x = normal(key(2), [6, 3]);

/** The parameters of one member. */
const ofMember = (variables: Variables, member: number): Variables => {
  const one = (path: string): Tensor =>
    take(tensorAt(variables, path), tensor(member, { dtype: 'int32' }));
  return Object.fromEntries(
    ['1', '2'].map((i) => [
      `dense${i}`,
      { kernel: one(`memberDense${i}.kernel`), bias: one(`memberDense${i}.bias`) },
    ]),
  );
};

describe('members', () => {
  it('give what as many networks give by themselves', () => {
    const plain = apply(pipe(input(3), dense(5), tanh(), dense(2)));
    const alone = [0, 1, 2, 3].map((member) => plain(ofMember(params, member), {}, x)[0]);
    const [y] = apply(network)(params, state, x);
    expect(y.shape).toEqual([6, 4, 2]);
    expect(allClose(y, stack(alone, { axis: 1 }), { atol: 1e-6 })).toBe(true);
    const [averaged] = apply(pipe(network, averageMembers()))(params, state, x);
    expect(allClose(averaged, mean(stack(alone), { axes: 0 }), { atol: 1e-6 })).toBe(true);
  });

  it('start with parameters of their own', () => {
    const kernel = tensorAt(params, 'memberDense1.kernel');
    const firsts = [0, 1, 2, 3].map((m) => kernel.data[m * 15]);
    expect(new Set(firsts).size).toBe(4);
  });

  it('of a batch ensemble share a kernel, and start with signs of their own', () => {
    const shared = pipe(input(3), members(4), batchEnsemble(2));
    const { params } = initialize(shared, key(1));
    const [r, kernel] = [
      tensorAt(params, 'batchEnsemble1.r'),
      tensorAt(params, 'batchEnsemble1.kernel'),
    ];
    expect(kernel.shape).toEqual([3, 2]);
    const [y] = apply(shared)(params, {}, x);
    const rows = expandDims(x, 1).toArray() as number[][][];
    const signs = r.toArray() as number[][];
    const kernels = kernel.toArray() as number[][];
    const expected = rows.map(([row]) =>
      signs.map((of) =>
        [0, 1].map((j) => row!.reduce((s, v, i) => s + v * of[i]! * kernels[i]![j]!, 0)),
      ),
    );
    expect(allClose(y, tensor(expected), { atol: 1e-5 })).toBe(true);
  });

  it.each(Object.entries({ memberDense: memberDense(2), batchEnsemble: batchEnsemble(2) }))(
    'are put before %s',
    (name, stage) => {
      expect(() => stage(input(3) as never)).toThrow(ShapeError);
      expect(() => stage(input(3) as never)).toThrow(
        `${name}: takes examples of shape [members, width]`,
      );
      expect(() => stage(input([2, 3, 4]) as never)).toThrow('put members(k) before it');
    },
  );

  it('are made of vectors, and of batches of them only', () => {
    expect(() => members(2)(input([2, 2]) as never)).toThrow('put flatten() before it');
    const run = apply(pipe(input(3), members(2)));
    expect(() => run({}, {}, tensor([1, 2, 3]))).toThrow(
      'takes a batch of vectors, [batch, 3], got [3]',
    );
  });

  it.each([0, 1.5, 1001, 2 ** 31])('are not %d, as a hostile file could say', (k) => {
    expect(() => members(k)).toThrow(ArgumentError);
    const read = networkOf({ input: 1, layers: [{ kind: 'members', config: { members: k } }] });
    expect(read._tag).toBe('Left');
  });

  it('keep their factors apart', () => {
    const scaled = pipe(input([4, 3]), memberScale({ name: 'r' }));
    const r = tensorAt(initialize(scaled, key(1)).params, 'r.r');
    expect(new Set([...r.data].map(Math.abs))).toEqual(new Set([1]));
  });
});

it('randomSigns are -1 and 1, as often', () => {
  const signs = randomSigns(key(1), [100, 100], 'float64');
  expect([min(abs(signs)).item(), max(abs(signs)).item()]).toEqual([1, 1]);
  expect(Math.abs(sum(signs).item())).toBeLessThan(5 * Math.sqrt(signs.size));
});
