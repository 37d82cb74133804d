import { isConcrete } from './tensor.ts';
import { leaves } from './tree.ts';

/**
 * Gives up tensors that will not be read again, as a donation does: an engine that has them in its memory
 * need not copy them out before it overwrites them. Optional: tensors are garbage-collected anyway. Reading a
 * released tensor throws.
 *
 * @example
 * ```ts
 * import { tensor } from '@puregrad/tensors';
 * import { release } from '@puregrad/tensors/interpreters';
 * const state = { w: tensor([1]) };
 * release(state); // `state.w.data` throws a DonatedTensorError from here on
 * ```
 */
export const release = (tree: unknown): void => {
  for (const leaf of leaves(tree)) if (isConcrete(leaf)) leaf.donate();
};
