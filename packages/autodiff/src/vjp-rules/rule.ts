import type { Tensor } from '@puregrad/tensors';
import type { Attributes, Primitive } from '@puregrad/tensors/interpreters';

export interface VjpContext<P extends Primitive> {
  readonly attributes: Attributes[P];
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** The derivative of the final scalar for the output; it has the output's shape. */
  readonly cotangent: Tensor;
}

/**
 * The derivatives for the inputs, each a thunk so that only those that are needed are computed;
 * undefined if an input has no derivative (indices, conditions, keys).
 */
export type VjpRule<P extends Primitive> = (
  context: VjpContext<P>,
) => readonly ((() => Tensor) | undefined)[];

export type VjpRules<P extends Primitive> = { readonly [K in P]: VjpRule<K> };
