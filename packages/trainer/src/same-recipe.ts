import { leavesWithPaths, showShape } from '@puregrad/tensors';

/** Digests of the parts of a run, apart from its seed and network. Parts that behave alike have equal digests. */
export interface RunRecipe {
  readonly optimizer: string;
  readonly loss: string;
  readonly augment: string;
  /** The digest of all training data, with their weights. */
  readonly data: string;
  readonly validation: string;
  readonly stop: string;
  readonly plateau: string;
  /** The options that are plain values. */
  readonly settings: string;
}

/** The difference, in terms of the options; undefined if there is none. */
export const differenceOf = (was: RunRecipe, is: RunRecipe): string | undefined => {
  const words: { readonly [P in keyof RunRecipe]: string } = {
    // The data come first, because losses and augmentation are tried on their first rows.
    data: 'the training data or their weights differ',
    validation: 'the validation data differ',
    optimizer: 'the optimizer, its rate or another of its options differs',
    loss: 'the loss differs',
    augment: 'the augmentation differs',
    stop: 'early stopping differs',
    plateau: 'the plateau differs',
    settings: `settings are ${was.settings}, this run's ${is.settings}`,
  };
  const part = (Object.keys(words) as (keyof RunRecipe)[]).find((part) => was[part] !== is[part]);
  return part === undefined ? undefined : words[part];
};

/** The first difference in structure between two trees of tensors: a name, or a shape. */
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
