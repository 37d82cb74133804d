import { checkOptions } from './arguments.ts';
import { ArgumentError } from './errors.ts';
import type { Tensor } from './tensor.ts';
import { leavesWithPaths, type Path } from './tree.ts';

/** Chooses tensors of a tree by where they stand (`dense1.kernel`) and what they are. */
export type Mask = (path: Path, leaf: Tensor) => boolean;

/**
 * Checks that a mask chooses something: one that does not has a misspelt name, or is of another network.
 * Of an empty tree it may choose nothing.
 *
 * @throws ArgumentError that names the operation and what could have been chosen.
 * @example
 * ```ts
 * import { requireChosen, tensor } from '@puregrad/tensors';
 * requireChosen('freeze', (path) => path.startsWith('dense1.'), { dense1: { bias: tensor([0]) } });
 * ```
 */
export const requireChosen = (operation: string, mask: Mask, tree: unknown): void => {
  checkOptions(operation, { mask }, { mask: 'function' });
  const all = leavesWithPaths(tree);
  if (all.length > 0 && !all.some(([path, leaf]) => mask(path, leaf)))
    throw new ArgumentError(
      `${operation}: the mask chooses none of the parameters, which are ${all.map(([path]) => `'${path}'`).join(', ')}`,
    );
};
