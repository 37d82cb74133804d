import {
  add,
  DTypeError,
  leaves,
  leavesWithPaths,
  requireLeaves,
  ShapeError,
  scalar,
  showShape,
  type Tensor,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import {
  chain,
  checked,
  type GradientTransform,
  type TransformState,
} from './gradient-transform.ts';

/** All that an optimizer remembers, a plain tree: parameters, the step, and the transforms' slots. */
export interface OptimizerState<P> {
  readonly params: P;
  /** How many updates were made: int32. */
  readonly step: Tensor;
  readonly slots: TransformState;
}

/** The parameters after a step, out of those before it, those that it made, and these projected. */
export type Settle = <P>(before: P, made: NoInfer<P>, projected: NoInfer<P>) => P;

/**
 * An optimizer is a pair of pure functions over any tree of float tensors: `init` starts the state,
 * and `update` is `(state, grads) -> [state, params]`.
 */
export interface Optimizer {
  readonly transform: GradientTransform;
  /** Applied to the parameters after each step; a projection, so twice is as good as once. */
  readonly project: <P>(params: P) => P;
  /** Where some steps change nothing (`accumulate`, `skipNonFinite`): those do not project either. */
  readonly settle?: Settle | undefined;
  /**
   * The parameters to judge and to keep: the state's own, unless the optimizer averages them
   * (`averageParams`, `lookahead`). Averages are projected as each step is.
   */
  readonly averaged: <P>(state: OptimizerState<P>) => P;
  /** @throws DTypeError where a parameter is int32. */
  readonly init: <P>(params: P) => OptimizerState<P>;
  /**
   * @throws TreeError where the gradients' tree is not that of the parameters, or the transform or the
   * projection makes another; ShapeError or DTypeError where one in them is not of its parameter's shape
   * or dtype. Each names the path.
   */
  readonly update: <P>(
    state: OptimizerState<P>,
    grads: NoInfer<P>,
  ) => readonly [OptimizerState<P>, P];
}

const requireFloats = (params: unknown): void => {
  requireLeaves('optimizer', 'what to train', params);
  for (const [path, { dtype }] of leavesWithPaths(params))
    if (dtype === 'int32')
      throw new DTypeError(`optimizer: parameter '${path}' is int32; only floats can be trained`);
};

/** What belongs to the parameters, one for one: their gradients, say, or what a projection makes of them. */
const requireAlike = <P>(what: string, params: P, others: NoInfer<P>): void => {
  zipTrees(params, others, (param, other, path) => {
    if (showShape(param.shape) !== showShape(other.shape))
      throw new ShapeError(
        `optimizer: the ${what} of '${path}' has shape ${showShape(other.shape)}, the parameter ${showShape(param.shape)}`,
      );
    if (param.dtype !== other.dtype)
      throw new DTypeError(
        `optimizer: the ${what} of '${path}' is ${other.dtype}, the parameter ${param.dtype}`,
      );
    return param;
  });
};

const stateKinds = { state: '{params,step,slots}' } as const;

export interface OptimizerOptions {
  /** Applied to the parameters after each step; nothing by default. */
  readonly project?: <P>(params: P) => P;
  /** What becomes of a step, where some change nothing; always the projected parameters by default. */
  readonly settle?: Settle | undefined;
  /** What `averaged` gives, once it is projected; the state's own parameters by default. */
  readonly averaged?: <P>(state: OptimizerState<P>) => P;
}

/** Whether two trees hold the very same tensors. */
const sameLeaves = (a: unknown, b: unknown): boolean => {
  const others = leaves(b);
  return leaves(a).every((leaf, i) => leaf === others[i]);
};

/**
 * Closes a transform into an optimizer: `params ← project(params + transform(grads))`.
 *
 * @example
 * ```ts
 * import { optimizer, scaleByLearningRate } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const descent = optimizer(scaleByLearningRate(0.1));
 * const [state, params] = descent.update(descent.init({ w: tensor([1]) }), { w: tensor([2]) });
 * params.w.toArray(); // => [0.800000011920929]
 * ```
 */
export const optimizer = (
  transform: GradientTransform,
  options: OptimizerOptions = {},
): Optimizer => {
  const inner = checked('optimizer', transform);
  const {
    project = <P>(params: P): P => params,
    settle,
    averaged = <P>({ params }: OptimizerState<P>): P => params,
  } = checkOptions('optimizer', options, {
    project: 'function?',
    settle: 'function?',
    averaged: 'function?',
  });
  return {
    transform: inner,
    project,
    settle,
    averaged: (state) => {
      checkOptions('averaged', { state }, stateKinds);
      const kept = averaged(state);
      requireAlike('average', state.params, kept);
      // The state's own were projected by the step that made them, and stay bit for bit.
      return sameLeaves(kept, state.params) ? state.params : project(kept);
    },
    init: (params) => {
      requireFloats(params);
      return { params, step: scalar(0, { dtype: 'int32' }), slots: inner.init(params) };
    },
    update: (state, grads) => {
      checkOptions('update', { state }, stateKinds);
      const { step } = state;
      checkOptions('update', { step }, { step: 'tensor' });
      requireAlike('gradient', state.params, grads);
      const [slots, updates] = inner.update(state.slots, grads, { params: state.params, step });
      const made = zipTrees(state.params, updates, add);
      const projected = project(made);
      const params = settle === undefined ? projected : settle(state.params, made, projected);
      requireAlike('next value', state.params, params);
      return [{ params, step: add(step, 1), slots }, params];
    },
  };
};

/**
 * Puts a transform before an optimizer's own, to process the gradients it is given.
 *
 * @example
 * ```ts
 * import { adam, before, clipByGlobalNorm } from '@puregrad/optimizers';
 * import { pipe } from '@puregrad/tensors';
 * const optimizer = pipe(adam(), before(clipByGlobalNorm(1)));
 * ```
 */
export const before = (transform: GradientTransform): ((inner: Optimizer) => Optimizer) => {
  checkOptions('before', { transform }, { transform: '{init,update}' });
  return (inner) =>
    optimizer(chain(transform, inner.transform), {
      project: inner.project,
      settle: inner.settle,
      averaged: (state) =>
        inner.averaged({ ...state, slots: (state.slots as readonly TransformState[])[1]! }),
    });
};

/**
 * Projects the parameters after each step.
 *
 * @example
 * ```ts
 * import { adam, after } from '@puregrad/optimizers';
 * import { maximum, mapTree, pipe } from '@puregrad/tensors';
 * const optimizer = pipe(adam(), after((params) => mapTree(params, (leaf) => maximum(leaf, 0))));
 * ```
 */
export const after = (project: <P>(params: P) => P): ((inner: Optimizer) => Optimizer) => {
  checkOptions('after', { project }, { project: 'function' });
  return (inner) =>
    optimizer(inner.transform, {
      project: (params) => project(inner.project(params)),
      settle: inner.settle,
      averaged: inner.averaged,
    });
};
