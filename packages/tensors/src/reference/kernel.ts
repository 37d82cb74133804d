import type { NumericArray } from '../dtype.ts';
import type { Attributes, Primitive, Spec } from '../primitives.ts';

/** Fills the output from the inputs, all row-major. */
export type Run = (inputs: readonly NumericArray[], output: NumericArray) => void;

/** Does all work that shapes and attributes allow, once; the result runs many times. */
export type Kernel<P extends Primitive> = (
  attributes: Attributes[P],
  inputs: readonly Spec[],
  output: Spec,
) => Run;

export type Kernels<P extends Primitive> = { readonly [K in P]: Kernel<K> };
