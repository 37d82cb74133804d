import { decodeEncoding, type Encoding } from '@puregrad/data/table';
import { type Either, isRight, right } from 'fp-ts/lib/Either.js';
import * as z from 'zod';
import { type CliError, unusable } from '../errors.ts';
import { type Task, tasks } from '../task.ts';

/** What makes rows of a network's input from the user's files, kept with the model. */
export interface Recipe {
  readonly task: Task;
  /** What is to be learnt: a column, or an array of a file. */
  readonly target: string;
  /** Their names, where there are any. */
  readonly classes?: readonly string[];
  readonly inputs:
    | { readonly kind: 'table'; readonly encoding: Encoding }
    /** Pixels, scaled to [0, 1]. */
    | { readonly kind: 'images'; readonly shape: readonly number[] };
}

const recipe = z.object({
  task: z.enum(tasks),
  target: z.string(),
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
  let encoding: ReturnType<typeof decodeEncoding> | undefined;
  try {
    checked = recipe.safeParse(JSON.parse(text));
    if (checked.data?.inputs.kind === 'table')
      encoding = decodeEncoding(JSON.stringify(checked.data.inputs.encoding));
  } catch {
    return damaged; // No JSON, or nested too deeply to be written.
  }
  if (!checked.success) return damaged;
  const found = checked.data as Recipe;
  return encoding === undefined || (isRight(encoding) && isOf(found, encoding.right))
    ? right(found)
    : damaged;
};

/** Whether the target of a recipe is its encoding's. */
const isOf = ({ task, target, classes }: Recipe, { target: of }: Encoding): boolean =>
  of?.name === target &&
  (of.kind === 'number') === (task === 'regression') &&
  (of.kind === 'number' || String(classes) === String(of.classes));
