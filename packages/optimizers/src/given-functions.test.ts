import { ones, pipe, type Tensor, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { chain, type GradientTransform, stateful, stateless } from './gradient-transform.ts';
import { type Optimizer, optimizer } from './optimizer.ts';
import { sgd } from './optimizers/sgd.ts';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import { after } from './wrappers/after.ts';
import { around, aroundStep, type Wrapper } from './wrappers/around.ts';
import { averageParams } from './wrappers/average-params.ts';
import { before } from './wrappers/before.ts';
import { byGroup } from './wrappers/by-group.ts';
import { freeze } from './wrappers/freeze.ts';
import { sharpnessAware } from './wrappers/sharpness-aware.ts';

const point = () => ({ w: tensor([1, 2]) });

/** The state of an optimizer after a step. */
const step = (made: Optimizer): unknown => {
  const [state] = made.update(made.init(point()), point());
  return made.averaged(state);
};

/** A function of the caller's that gives what its type forbids. */
const giving = (value: unknown) => (() => value) as never;

const nothing: Wrapper<never, object> = {
  name: 'nothing',
  remember: () => ({}),
  update: (own, state, grads, inner) => [own, inner.update(state, grads)[0]],
};

describe('what a function of the caller gives is named if it is of the wrong kind', () => {
  const transform = scaleByLearningRate(0.1);
  const cases: { readonly [what: string]: readonly [() => unknown, string] } = {
    'a schedule: a promise': [
      () => step(sgd({ learningRate: giving(Promise.resolve(1)) })),
      'learningRate: a tensor is expected, got an object',
    ],
    'a schedule: a rate for each number, which would be broadcast': [
      () => step(sgd({ learningRate: () => ones([1, 2]) })),
      'learningRate: a schedule gives a scalar, got [1, 2]',
    ],
    'a transform: no pair': [
      () => step(optimizer({ ...transform, update: giving(1) })),
      'optimizer: the result of update must be an array, got 1',
    ],
    'a transform in a chain: nothing': [
      () => step(optimizer(chain({ ...transform, update: giving(undefined) }))),
      'chain: the result of update must be an array, got undefined',
    ],
    'a transform before an optimizer': [
      () => step(pipe(sgd(), before({ ...transform, update: giving(1) }))),
      'before: the result of update must be an array, got 1',
    ],
    'a transform within a wrapper': [
      () => step(pipe(optimizer(stateful(() => 1, giving(1))), averageParams())),
      'optimizer: the result of update must be an array, got 1',
    ],
    'a transform: updates of another shape, which would be broadcast': [
      () => step(optimizer(stateless(giving({ w: ones([3, 2]) })))),
      "optimizer: the next value of 'w' has shape [3, 2], the parameter [2]",
    ],
    'a transform: other updates': [
      () => step(optimizer(stateless(giving({ v: ones([2]) })))),
      'trees differ at the root: { w } and { v }',
    ],
    'a projection: no parameters': [
      () => step(pipe(sgd(), after(giving(1)))),
      'trees differ at the root: { w } and 1',
    ],
    'a projection: parameters of another shape': [
      () => step(pipe(sgd(), after(giving({ w: ones([3]) })))),
      "optimizer: the next value of 'w' has shape [3], the parameter [2]",
    ],
    'an average: no parameters': [
      () => step(pipe(sgd(), around({ ...nothing, averaged: giving(1) }))),
      'trees differ at the root: { w } and 1',
    ],
    'what a wrapper makes of a step: other parameters': [
      () => step(pipe(sgd(), aroundStep({ ...nothing, update: giving([{}, { v: ones([2]) }]) }))),
      'trees differ at the root: { w } and { v }',
    ],
    'a mask: a promise, which would choose everything': [
      () => step(pipe(sgd(), freeze(giving(Promise.resolve(false))))),
      "what the mask gives for 'w' must be a boolean, got an object",
    ],
    'the mask of a group': [
      () => step(byGroup([giving('w'), sgd()], [() => true, sgd()])),
      "byGroup: group 0: what the mask gives for 'w' must be a boolean, got 'w'",
    ],
    'a group: no pair of a mask and an optimizer': [
      () => byGroup([giving(true), {} as never]),
      'byGroup: optimizer must be an object with init,update,averaged',
    ],
    'gradients: no pair': [
      () => sharpnessAware(giving(1))(point()),
      'sharpnessAware: gradients must be an array, got 1',
    ],
    'the mask of a weight decay': [
      () => step(optimizer(addDecayedWeights(0.1, { mask: giving(1) }))),
      "weight decay: what the mask gives for 'w' must be a boolean, got 1",
    ],
  };
  for (const [what, [run, message]] of Object.entries(cases))
    it(what, () => {
      expect(run).toThrow(message);
    });

  it('and what is of the right kind passes, with the memory that it has', () => {
    const counting: GradientTransform = {
      init: () => 0,
      update: (count, updates) => [(count as number) + 1, updates],
    };
    const { init, update } = optimizer(chain(counting, scaleByLearningRate(1)));
    const [{ slots }, params] = update(init(point()), point());
    expect(slots).toEqual([1, []]);
    expect(params.w.toArray()).toEqual([0, 0]);
  });
});

describe('a state that is none is named', () => {
  const { init, update, averaged } = sgd();
  it.each([null, undefined, 1, {}, tensor([1])])('%o', (state) => {
    expect(() => update(state as never, point() as never)).toThrow(
      'update: state must be an object with params,step,slots',
    );
    expect(() => averaged(state as never)).toThrow(
      'averaged: state must be an object with params,step,slots',
    );
  });
  it('and one that is passes', () => {
    const state = init(point());
    expect((averaged(state) as { readonly w: Tensor }).w).toBe(state.params.w);
  });
});
