import { leavesWithPaths, mapTree, onesLike, pipe, type Tensor, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { stateless } from './gradient-transform.ts';
import type { Optimizer } from './optimizer.ts';
import { rmsprop } from './optimizers/rmsprop.ts';
import { sgd } from './optimizers/sgd.ts';
import { reduceOnPlateau } from './reduce-on-plateau.ts';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { centralize } from './transforms/centralize.ts';
import { accumulate } from './wrappers/accumulate.ts';
import { adjustableRate } from './wrappers/adjustable-rate.ts';
import { averageParams } from './wrappers/average-params.ts';
import { byGroup } from './wrappers/by-group.ts';
import { freeze } from './wrappers/freeze.ts';
import { lookahead } from './wrappers/lookahead.ts';

const float64 = { dtype: 'float64' } as const;
const params = { w: tensor([1, 2], float64) };

describe('states hold what is needed, and no more', () => {
  const typesOf = (slots: unknown) =>
    Object.fromEntries(leavesWithPaths(slots).map(([path, { dtype }]) => [path, dtype]));

  it('none of what remembers nothing', () => {
    expect(stateless((updates) => updates).init(params)).toEqual([]);
    expect(addDecayedWeights(0.1).init(params)).toEqual([]);
    expect(addDecayedWeights(0.1, { mask: () => true }).init(params)).toEqual([]);
  });

  it('no mean of what is not centered', () => {
    const { init, update } = rmsprop();
    const [state] = update(init(params), params);
    expect(Object.keys((state.slots as unknown as object[])[1]!)).toEqual(['square']);
  });

  it('counts are whole numbers', () => {
    expect(typesOf(pipe(sgd(), accumulate(2)).init(params).slots)).toMatchObject({
      count: 'int32',
    });
    expect(typesOf(pipe(sgd(), lookahead()).init(params).slots)).toMatchObject({ count: 'int32' });
  });

  it('the factor of no parameters is float32', () => {
    expect(typesOf(adjustableRate(sgd()).init({}))).toMatchObject({ rate: 'float32' });
  });
});

describe('what is judged and kept', () => {
  const step = (optimizer: Optimizer, start: { readonly [name: string]: Tensor }) =>
    optimizer.update(
      optimizer.init(start),
      mapTree(start, (leaf) => onesLike(leaf)),
    )[0];

  it('is the parameters themselves, the slow weights, or the averages, of the one group that has them', () => {
    const plain = step(sgd(), params);
    expect(sgd().averaged(plain)).toBe(plain.params);

    const looking = pipe(sgd({ learningRate: 1 }), lookahead({ k: 2 }));
    expect(looking.averaged(step(looking, params)).w!.toArray()).toEqual([1, 2]);

    const both = { a: tensor([1]), b: tensor([1]) };
    const inGroups = byGroup(
      [(path) => path === 'a', pipe(sgd({ learningRate: 1 }), averageParams({ decay: 0.5 }))],
      [() => true, sgd({ learningRate: 1 })],
    );
    const state = step(inGroups, both);
    expect(state.params.a!.toArray()).toEqual([0]);
    expect(inGroups.averaged(state).a!.toArray()).toEqual([0.5]);
    expect(inGroups.averaged(state).b!.toArray()).toEqual([0]);
  });
});

it('frozen parameters keep their dtype, and a negative zero', () => {
  const { init, update } = pipe(
    sgd({ learningRate: 1 }),
    freeze((path) => path === 'kept'),
  );
  const both = { kept: tensor([-0, 1], float64), trained: tensor([1], float64) };
  const next = update(
    init(both),
    mapTree(both, (leaf) => leaf),
  )[1];
  expect([...next.kept.data]).toEqual([-0, 1]);
  expect(next.kept.dtype).toBe('float64');
  expect([...next.trained.data]).toEqual([0]);
});

it('centralize takes the mean over all axes but the last', () => {
  const kernel: Tensor = tensor([
    [
      [1, 10],
      [2, 20],
    ],
    [
      [3, 30],
      [6, 60],
    ],
  ]);
  const [, made] = centralize().update([], kernel, { params: kernel, step: tensor(0) });
  expect(made.toArray()).toEqual([
    [
      [-2, -20],
      [-1, -10],
    ],
    [
      [0, 0],
      [3, 30],
    ],
  ]);
});

describe('reduceOnPlateau', () => {
  const scales = (options: Parameters<typeof reduceOnPlateau>[0], values: readonly number[]) => {
    const { init, update } = reduceOnPlateau(options);
    let state = init();
    return values.map((value) => {
      const [next, scale] = update(state, value);
      state = next;
      return scale;
    });
  };

  it('takes no equal value for an improvement, at a threshold of 0 in either direction', () => {
    for (const mode of ['min', 'max'] as const)
      expect(scales({ factor: 0.5, patience: 0, threshold: 0, mode }, [1, 1])).toEqual([1, 0.5]);
  });

  it('withMode keeps all but the mode', () => {
    const plateau = reduceOnPlateau({ factor: 0.5, patience: 0 });
    expect(plateau.mode).toBeUndefined();
    const up = plateau.withMode!('max');
    expect(up.mode).toBe('max');
    expect(up.update(up.update(up.init(), 1)[0], 2)[1]).toBe(1);
    expect(up.update(up.update(up.init(), 1)[0], 1)[1]).toBe(0.5);
  });
});
