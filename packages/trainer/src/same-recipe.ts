import { leavesWithPaths, showShape } from '@puregrad/tensors';

/** Digests of what a run is made by, beside its seed and network: equal where they do the same. */
export interface RunRecipe {
  readonly optimizer: string;
  readonly loss: string;
  readonly augment: string;
  /** Of all numbers to train on, with their weights. */
  readonly data: string;
  readonly validation: string;
  readonly stop: string;
  readonly plateau: string;
  /** Options that are plain values. */
  readonly settings: string;
}

/** What differs, in the words of the options; undefined where nothing does. */
export const differenceOf = (was: RunRecipe, is: RunRecipe): string | undefined => {
  const words: { readonly [P in keyof RunRecipe]: string } = {
    // The data first: losses and augmentation are tried on their first rows.
    data: 'the training data or their weights are not the same',
    validation: 'the validation data are not the same',
    optimizer: 'the optimizer, its rate or another of its options is not the same',
    loss: 'the loss is not the same',
    augment: 'the augmentation is not the same',
    stop: 'early stopping is not the same',
    plateau: 'the plateau is not the same',
    settings: `settings are ${was.settings}, this run's ${is.settings}`,
  };
  const part = (Object.keys(words) as (keyof RunRecipe)[]).find((part) => was[part] !== is[part]);
  return part === undefined ? undefined : words[part];
};

/** The first place in which a tree of tensors is not like another: a name, or a shape. */
export const unlike = (tree: unknown, template: unknown): string | undefined => {
  const show = (given: unknown): Map<string, string> =>
    new Map(
      [...leavesWithPaths(given)].map(([path, { dtype, shape }]) => [
        path,
        `${dtype} ${showShape(shape)}`,
      ]),
    );
  const [was, is] = [show(tree), show(template)];
  for (const path of new Set([...is.keys(), ...was.keys()]))
    if (was.get(path) !== is.get(path))
      return `tensor '${path}' is ${was.get(path) ?? 'missing'}, this run's ${is.get(path) ?? 'missing'}`;
  return undefined;
};
