import {
  add,
  cast,
  DTypeError,
  leavesWithPaths,
  mapTree,
  mul,
  requireLeaves,
  ShapeError,
  scalar,
  showShape,
  type Tensor,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { checked, type GradientTransform, type TransformState } from './gradient-transform.ts';

/** The whole memory of an optimizer, a plain tree: parameters, step count, and slots. */
export interface OptimizerState<P> {
  readonly params: P;
  /** The number of calls of `update`: int32. */
  readonly step: Tensor;
  /** The memory of the transforms; of a wrapper, its own memory and the `inner` slots. */
  readonly slots: TransformState;
  /** A factor of every step, if the optimizer is an `adjustableRate`: a float scalar. */
  readonly rate?: Tensor;
  /**
   * 1 if the last `update` made a step, else 0: an int32 scalar. Only optimizers that leave out steps
   * (`accumulate`, `skipNonFinite`) have it.
   */
  readonly moved?: Tensor;
}

/**
 * An optimizer is three pure functions over any tree of float tensors: `init` starts the state, `update`
 * is `(state, grads) -> [state, params]`, and `averaged` gives the parameters to evaluate and to save.
 */
export interface Optimizer {
  /** @throws DTypeError if a parameter is int32. */
  readonly init: <P>(params: P) => OptimizerState<P>;
  /**
   * @throws TreeError if the gradients' tree is not that of the parameters, or if the transform or a wrapper
   * returns another tree; ShapeError or DTypeError if a tensor in it does not have its parameter's shape or
   * dtype. Each names the path.
   */
  readonly update: <P>(
    state: OptimizerState<P>,
    grads: NoInfer<P>,
  ) => readonly [OptimizerState<P>, P];
  /** The state's own parameters, unless a wrapper averages them (`averageParams`, `lookahead`). */
  readonly averaged: <P>(state: OptimizerState<P>) => P;
}

/** Fields that every optimizer has, for `checkOptions`. */
export const optimizerKind = '{init,update,averaged}' as const;

const requireFloats = (params: unknown): void => {
  requireLeaves('optimizer', 'what to train', params);
  for (const [path, { dtype }] of leavesWithPaths(params))
    if (dtype === 'int32')
      throw new DTypeError(`optimizer: parameter '${path}' is int32; only floats can be trained`);
};

/** Checks that a tree belongs to the parameters, tensor for tensor: their gradients or next values. */
export const requireAlike = <P>(what: string, params: P, others: NoInfer<P>): void => {
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

export const requireState = (operation: string, state: unknown): void => {
  checkOptions(operation, { state }, { state: '{params,step,slots}' });
};

/** A state with its fields in the usual order. A compiled step is traced again for another order. */
export const inOrder = <P>(state: OptimizerState<P>): OptimizerState<P> => {
  const { params, step, slots, rate, moved } = state;
  return {
    ...{ params, step, slots },
    ...(rate === undefined ? {} : { rate }),
    ...(moved === undefined ? {} : { moved }),
  };
};

/** `averaged` of every optimizer without averages. Wrappers compare with it. */
export const ownParams = <P>(state: OptimizerState<P>): P => {
  requireState('averaged', state);
  return state.params;
};

/**
 * Makes an optimizer of a transform: `params ← params + transform(grads)`.
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
export const optimizer = (transform: GradientTransform): Optimizer => {
  const { init, update } = checked('optimizer', transform);
  return {
    init: (params) => {
      requireFloats(params);
      return { params, step: scalar(0, { dtype: 'int32' }), slots: init(params) };
    },
    update: (state, grads) => {
      requireState('update', state);
      const { params, step, rate } = state;
      checkOptions('update', { step }, { step: 'tensor' });
      requireAlike('gradient', params, grads);
      const [slots, updates] = update(state.slots, grads, { params, step });
      const scaled =
        rate === undefined
          ? updates
          : mapTree(updates, (leaf) => mul(leaf, cast(rate, leaf.dtype)));
      const next = zipTrees(params, scaled, add);
      requireAlike('next value', params, next);
      return [{ ...state, params: next, step: add(step, 1), slots }, next];
    },
    averaged: ownParams,
  };
};
