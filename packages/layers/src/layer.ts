import {
  type FloatDType,
  type Key,
  PuregradError,
  ShapeError,
  type Static,
  showShape,
  type Tensor,
} from '@puregrad/tensors';
import { requireTensor } from '@puregrad/tensors/interpreters';

/** A layer's own tensors by name: `{ kernel, bias }`, `{ mean, variance }`. */
export type Tensors = { readonly [name: string]: Tensor };

/** What a layer makes at initialization. */
export interface LayerVariables {
  /** What gradients flow to. */
  readonly params: Tensors;
  /** What the layer itself renews at each training step, such as moving averages. */
  readonly state: Tensors;
}

/** How a layer is run. */
export interface LayerContext {
  readonly training: boolean;
  /** This layer's own key for this call; without one, layers that draw numbers refuse to train. */
  readonly key: Key | undefined;
  /**
   * Given where statistics are renewed (`renewStatistics`): how many examples of the pass came before.
   * A layer that keeps moving averages then gives the plain mean over the pass instead; an int32 scalar.
   */
  readonly seen?: Tensor | undefined;
}

/**
 * One arrow of a network, as a value: plain data that describes it and three pure functions.
 * Write your own with `layer`.
 */
export interface Layer {
  /** What it is, in camel case; unnamed layers are called `dense1`, `dense2`, … after it. */
  readonly kind: string;
  readonly name?: string;
  readonly inputWidth: number;
  readonly outputWidth: number;
  /** What `kind` alone does not say, as plain values, for saving. */
  readonly config: { readonly [name: string]: Static };
  readonly init: (key: Key, dtype: FloatDType) => LayerVariables;
  /** The output `[batch, outputWidth]` and the layer's new state, of the names, shapes and dtypes of the old. */
  readonly apply: (
    variables: LayerVariables,
    x: Tensor,
    context: LayerContext,
  ) => readonly [output: Tensor, state: Tensors];
  /** The penalty declared for its parameters, a scalar. */
  readonly penalty?: (params: Tensors) => Tensor;
}

/**
 * The variables of a layer that has none.
 *
 * @example
 * ```ts
 * import { noVariables } from '@puregrad/layers';
 * noVariables; // => { params: {}, state: {} }
 * ```
 */
export const noVariables: LayerVariables = { params: {}, state: {} };

/**
 * A variable that `init` made.
 *
 * @throws ShapeError if it is missing or has another shape: parameters of another network were given.
 */
export const variable = (tensors: Tensors, name: string, shape: readonly number[]): Tensor => {
  const found = tensors[name];
  if (found !== undefined) requireTensor(`its '${name}'`, found);
  if (found === undefined || showShape(found.shape) !== showShape(shape))
    throw new ShapeError(
      `its '${name}' is ${found === undefined ? 'missing' : `of shape ${showShape(found.shape)}`}, must have shape ${showShape(shape)}`,
    );
  return found;
};

/** What the work makes; its errors tell the layer's name. */
export const inLayer = <T>(name: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PuregradError)) throw error;
    const Kind = error.constructor as new (message: string, options: ErrorOptions) => PuregradError;
    throw new Kind(`layer '${name}': ${error.message}`, { cause: error });
  }
};
