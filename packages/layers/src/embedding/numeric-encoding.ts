import { type FloatDType, type Key, type Tensor, uniform } from '@puregrad/tensors';
import { type ActivationName, activations } from '../activation-names.ts';
import type { Initializer } from '../initializers.ts';
import type { Setting, Variables } from '../layer.ts';

/** One way to turn each number into a vector, for a given number of features and width. */
export interface NumericEncoding {
  /** Its settings, as plain values. */
  readonly config: { readonly [name: string]: Setting };
  readonly size: number;
  readonly init: (key: Key, dtype: FloatDType) => { readonly [name: string]: Tensor };
  /** From `[batch, features]` to `[batch, features, width]`. */
  readonly apply: (params: Variables, x: Tensor) => Tensor;
}

/** The activation at the end of an encoding, by its name, or none. */
export type EndActivation = ActivationName | 'none';

export const endActivations: { readonly [A in EndActivation]: (x: Tensor) => Tensor } = {
  ...activations,
  none: (x) => x,
};

export const isEndActivation = (name: unknown): name is EndActivation =>
  typeof name === 'string' && Object.hasOwn(endActivations, name);

/** Uniform on ±bound. */
export const uniformWithin =
  (bound: number): Initializer =>
  (key, shape, dtype) =>
    uniform(key, shape, { min: -bound, max: bound, dtype });
