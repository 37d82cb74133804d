import { decodeEncoding, type Encoding, type TargetEncoding } from '@puregrad/data/table';
import { type Either, isRight, right } from 'fp-ts/lib/Either.js';
import * as z from 'zod';
import { type CliError, unusable } from '../errors.ts';
import { type Task, tasks } from '../task.ts';

/** What makes rows of a network's input from the user's files, kept with the model. */
export interface Recipe {
  readonly task: Task;
  /** What is to be learnt: a column, or an array of a file; several are separated by commas, as `--target` takes them. */
  readonly target: string;
  /** The encodings of several targets; the encoding of the inputs has none then. */
  readonly targets?: readonly TargetEncoding[];
  /** The names of the classes, if one of them is learnt. */
  readonly classes?: readonly string[];
  readonly inputs:
    | { readonly kind: 'table'; readonly encoding: Encoding }
    /** Pixels, scaled to [0, 1]. */
    | { readonly kind: 'images'; readonly shape: readonly number[] };
}

const recipe = z.object({
  task: z.enum(tasks),
  target: z.string(),
  targets: z.array(z.unknown()).min(2).optional(),
  classes: z.array(z.string()).optional(),
  inputs: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('table'), encoding: z.unknown() }),
    z.object({ kind: z.literal('images'), shape: z.array(z.int().positive()) }),
  ]),
});

export const encodeRecipe = (recipe: Recipe): string => JSON.stringify(recipe);

/** The recipe in a model's notes. */
export const decodeRecipe = (path: string, text: string | undefined): Either<CliError, Recipe> => {
  if (text === undefined)
    return unusable(
      `'${path}' does not say what its inputs are: it was not made by puregrad train; load it with loadModel of @puregrad/trainer/node`,
    );
  const damaged = unusable(
    `'${path}': its note on the data is damaged, or of another version of puregrad; train it again`,
  );
  let checked: ReturnType<typeof recipe.safeParse>;
  let encodings: readonly ReturnType<typeof decodeEncoding>[] = [];
  try {
    checked = recipe.safeParse(JSON.parse(text));
    encodings = encodingsIn(checked.data).map((encoding) =>
      decodeEncoding(JSON.stringify(encoding)),
    );
  } catch {
    return damaged; // No JSON, or nested too deeply to be written.
  }
  if (!checked.success) return damaged;
  const found = checked.data as Recipe;
  return encodings.every(isRight) && (found.targets === undefined ? isOfOne : isOfSeveral)(found)
    ? right(found)
    : damaged;
};

/** The encoding of the inputs, and one for each of several targets. */
const encodingsIn = (found: z.infer<typeof recipe> | undefined): readonly unknown[] => [
  ...(found?.inputs.kind === 'table' ? [found.inputs.encoding] : []),
  ...(found?.targets ?? []).map((target) => ({ features: [], target, unknown: 'error' })),
];

/** Whether the target of a recipe is its encoding's. */
const isOfOne = ({ task, target, classes, inputs }: Recipe): boolean => {
  if (task === 'multilabel') return false;
  if (inputs.kind === 'images') return true;
  const { target: of } = inputs.encoding;
  return (
    of?.name === target &&
    (of.kind === 'number') === (task === 'regression') &&
    (of.kind === 'number' || String(classes) === String(of.classes))
  );
};

/** Whether several targets are all numbers, or all labels of two values, as the task says. */
const isOfSeveral = ({ task, targets = [], classes, inputs }: Recipe): boolean =>
  inputs.kind === 'table' &&
  inputs.encoding.target === undefined &&
  classes === undefined &&
  new Set(targets.map(({ name }) => name)).size === targets.length &&
  targets.every((of) =>
    of.kind === 'number' ? task === 'regression' : task === 'multilabel' && of.classes.length === 2,
  );
