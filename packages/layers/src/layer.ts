import {
  type FloatDType,
  isTensor,
  type Key,
  PuregradError,
  ShapeError,
  type Static,
  showShape,
  type Tensor,
} from '@puregrad/tensors';
import { requireTensor } from '@puregrad/tensors/interpreters';
import type { Flow, Shape } from './shape.ts';

/**
 * Tensors by name, nested as the network is: a layer's own are `{ kernel, bias }`, those of a part of it stand under
 * the part's name, as in `residual1.body.dense1.kernel`. Layers and parts without any are left out.
 */
export type Variables = { readonly [name: string]: Tensor | Variables };

/** A layer's variables, and those of its parts. */
export interface LayerVariables {
  /** The tensors that are trained: gradients flow to them. */
  readonly params: Variables;
  /** The tensors that the layer itself updates at each training step, such as moving averages. */
  readonly state: Variables;
}

/**
 * A part of a layer, ready to run. If it runs more than once, its variables are shared: each run starts from the state
 * that the one before gave, and draws other random numbers.
 *
 * @param params Other parameters than its own, such as normalized ones.
 * @returns Its output, and its new state.
 */
export type Part = (x: Flow, params?: Variables) => readonly [output: Flow, state: Variables];

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
  /** The networks within the layer, by their names. */
  readonly parts: { readonly [name: string]: Part };
}

/** A setting of a layer, as a plain value to save. */
export type Setting = Static | readonly Setting[] | { readonly [name: string]: Setting };

/**
 * One layer of a network, as a value: plain data that describes it, and pure functions. Write your own with `layer`.
 */
export interface Layer<In extends Shape = Shape, Out extends Shape = Shape> {
  /** The kind of layer, in camel case. Layers without a name are called `dense1`, `dense2`, … after it. */
  readonly kind: string;
  readonly name?: string;
  readonly input: In;
  readonly output: Out;
  /** The settings of the layer, as plain values to save. */
  readonly config: { readonly [name: string]: Setting };
  /**
   * A lower bound of the number of elements of its own variables; 0 by default. A file that describes the layer, but
   * does not hold as many numbers, is refused before memory is allocated for them.
   */
  readonly size?: number;
  /** The networks within: none in most layers, `body` in a residual block. */
  readonly parts: { readonly [name: string]: Network };
  /** Its own variables. Those of its parts, which it is given, are added under their names. */
  init(
    key: Key,
    dtype: FloatDType,
    parts: { readonly [name: string]: LayerVariables },
  ): LayerVariables;
  /**
   * Returns the output and the new state, with the names, shapes and dtypes of the old one. The new state of a part
   * stands under the part's name.
   */
  apply(
    variables: LayerVariables,
    x: Flow<In>,
    context: LayerContext,
  ): readonly [output: Flow, state: Variables];
  /** The penalty declared for its parameters, a scalar. */
  penalty?(params: Variables): Tensor;
}

/**
 * A feedforward network as a value: an arrow from examples of shape `In` to examples of shape `Out`, a chain of layers.
 * A layer may hold networks of its own. The network holds no parameters; `initialize` makes them and `apply` takes them.
 *
 * Networks form a category (`networkCategory`): `compose` is associative and `input(shape)` is its identity. If shapes
 * are literals, a mismatch is a compile-time error.
 */
export interface Network<In extends Shape = Shape, Out extends Shape = Shape> {
  readonly input: In;
  readonly output: Out;
  readonly layers: readonly Layer[];
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
export const variable = (tensors: Variables, name: string, shape: readonly number[]): Tensor => {
  const found = tensors[name];
  if (found !== undefined) requireTensor(`its '${name}'`, found as Tensor);
  if (!isTensor(found) || showShape(found.shape) !== showShape(shape))
    throw new ShapeError(
      `its '${name}' is ${isTensor(found) ? `of shape ${showShape(found.shape)}` : 'missing'}, must have shape ${showShape(shape)}`,
    );
  return found;
};

/** The variables of a part. */
export const within = (variables: Variables, name: string): Variables => {
  const found = variables[name];
  return found === undefined || isTensor(found) ? {} : found;
};

/** Runs the work. Its errors name the layer by its path, `residual1.body.dense1`. */
export const inLayer = <T>(path: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    // A layer within this one has told its path.
    if (!(error instanceof PuregradError) || error.message.startsWith(`layer '${path}.`))
      throw error;
    const Kind = error.constructor as new (message: string, options: ErrorOptions) => PuregradError;
    throw new Kind(`layer '${path}': ${error.message}`, { cause: error });
  }
};
