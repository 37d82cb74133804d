import type { Tensor } from '@puregrad/tensors';
import type { Attributes, Primitive } from '@puregrad/tensors/interpreters';

export interface JvpContext<P extends Primitive> {
  readonly attributes: Attributes[P];
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** The inputs' directions; undefined stands for zero. At least one is defined. */
  readonly tangents: readonly (Tensor | undefined)[];
}

/** The direction in which the output moves; undefined if it doesn't. */
export type JvpRule<P extends Primitive> = (context: JvpContext<P>) => Tensor | undefined;

export type JvpRules<P extends Primitive> = { readonly [K in P]: JvpRule<K> };
