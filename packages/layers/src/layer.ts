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

/** A layer's initial variables. */
export interface LayerVariables {
  /** The tensors that are trained: gradients flow to them. */
  readonly params: Tensors;
  /** The tensors that the layer itself updates at each training step, such as moving averages. */
  readonly state: Tensors;
}

/** The conditions under which a layer runs. */
export interface LayerContext {
  readonly training: boolean;
  /** This layer's own key for this call; without one, layers that draw random numbers refuse to train. */
  readonly key: Key | undefined;
  /**
   * The number of examples of the pass so far, an int32 scalar, while `renewStatistics` runs. A layer with moving
   * averages then returns the plain mean over the pass instead.
   */
  readonly seen?: Tensor | undefined;
}

/**
 * One layer of a network, as a value: plain data that describes it, and pure functions. Write your own with `layer`.
 */
export interface Layer {
  /** The kind of layer, in camel case. Layers without a name are called `dense1`, `dense2`, … after it. */
  readonly kind: string;
  readonly name?: string;
  readonly inputWidth: number;
  readonly outputWidth: number;
  /** The settings of the layer, as plain values to save. */
  readonly config: { readonly [name: string]: Static };
  readonly init: (key: Key, dtype: FloatDType) => LayerVariables;
  /** Returns the output `[batch, outputWidth]` and the new state, with the names, shapes and dtypes of the old one. */
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
 * A variable of a layer, by its name.
 *
 * @throws ShapeError if it is missing or has another shape, as in the parameters of another network.
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

/** Runs the work. Its errors name the layer. */
export const inLayer = <T>(name: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PuregradError)) throw error;
    const Kind = error.constructor as new (message: string, options: ErrorOptions) => PuregradError;
    throw new Kind(`layer '${name}': ${error.message}`, { cause: error });
  }
};
