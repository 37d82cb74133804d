import { checkArgument, checkOptions } from './arguments.ts';
import { ArgumentError } from './errors.ts';
import type { Tensor } from './tensor.ts';
import { leavesWithPaths, type Path } from './tree.ts';

/** Chooses tensors of a tree by their paths (`dense1.kernel`) and values. */
export type Mask = (path: Path, leaf: Tensor) => boolean;

/**
 * Checks that a mask chooses something: one that does not has a misspelt name, or is of another network.
 * Of an empty tree it may choose nothing.
 *
 * @throws ArgumentError that names the operation, and what could have been chosen or what the mask gave in
 * place of a boolean.
 * @example
 * ```ts
 * import { requireChosen, tensor } from '@puregrad/tensors';
 * requireChosen('freeze', (path) => path.startsWith('dense1.'), { dense1: { bias: tensor([0]) } });
 * ```
 */
export const requireChosen = (operation: string, mask: Mask, tree: unknown): void => {
  checkOptions(operation, { mask }, { mask: 'function' });
  const all = leavesWithPaths(tree);
  const chosen = all.filter(([path, leaf]) => {
    const isChosen = mask(path, leaf);
    // A promise, say, would choose all of them.
    checkArgument(operation, `what the mask gives for '${path}'`, isChosen, 'boolean');
    return isChosen;
  });
  if (all.length > 0 && chosen.length === 0)
    throw new ArgumentError(
      `${operation}: the mask chooses none of the parameters, which are ${all.map(([path]) => `'${path}'`).join(', ')}`,
    );
};
