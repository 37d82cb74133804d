import { isConcrete } from './tensor.ts';
import { leaves } from './tree.ts';

/**
 * Waits until all tensors of a tree have their elements here, and gives the tree itself. Only what an
 * engine such as that of `@puregrad/tensors/gpu` has computed is ever elsewhere; for all other tensors
 * there is nothing to wait for.
 *
 * @example
 * ```ts
 * import { read, tensor } from '@puregrad/tensors';
 * const { loss } = await read({ loss: tensor([0.5]) });
 * loss.toArray(); // => [0.5]
 * ```
 */
export const read = async <T>(tree: T): Promise<T> => {
  await Promise.all(leaves(tree).map((leaf) => (isConcrete(leaf) ? leaf.download() : undefined)));
  return tree;
};
