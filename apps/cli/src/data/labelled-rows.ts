import type { Dataset } from '@puregrad/data';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { tellMadeUp } from '../predict/tell-made-up.ts';
import { madeUpFor } from './filled-gaps.ts';
import type { Recipe } from './recipe.ts';
import type { Rows } from './rows.ts';
import { rowsFor } from './rows-for.ts';
import { classesByTarget, targetNames } from './target-encodings.ts';
import { type Targets, takeFrom, targetsIn, withoutTargets } from './targets.ts';
import type { Strangers } from './training-types.ts';

/** Rows to judge a model by. */
export interface LabelledRows {
  /** The rows whose labels the training knew. */
  readonly known: Dataset;
  /** Their indices in the file. */
  readonly places: Int32Array;
  readonly strangers: Strangers | undefined;
  /** What the user should know. */
  readonly remarks: readonly string[];
}

/** What a remark says of rows without a target. */
export const rowsLeftOut = (count: number, target: string): readonly string[] => {
  if (count === 0) return [];
  return [
    `${count} ${count === 1 ? 'row' : 'rows'} without ${target} ${count === 1 ? 'is' : 'are'} left out`,
  ];
};

/** Indices of rows, by what their targets are. */
interface Sorted {
  readonly known: Int32Array;
  readonly strange: Int32Array;
  readonly gaps: number;
}

/** The places with a value. */
const placesOf = (values: Uint8Array, wanted: number): Int32Array => {
  let count = 0;
  for (const value of values) if (value === wanted) count++;
  const places = new Int32Array(count);
  for (let i = 0, next = 0; next < count; i++) if (values[i] === wanted) places[next++] = i;
  return places;
};

const sortRows = (recipe: Recipe, targets: readonly Targets[]): Sorted => {
  const classes = classesByTarget(recipe);
  const names = targetNames(recipe).map((name) => {
    const labels = classes.get(name);
    return labels === undefined ? undefined : new Set(labels);
  });
  // 1 for a row whose labels are all known, 2 for one with another label, 0 for one without one of them.
  const kinds = new Uint8Array(targets[0]?.length ?? 0);
  for (let row = 0; row < kinds.length; row++) {
    let kind = 1;
    for (let i = 0; i < targets.length && kind > 0; i++) {
      const label = targets[i]!.at(row);
      if (label === undefined) kind = 0;
      else if (names[i]?.has(String(label)) === false) kind = 2;
    }
    kinds[row] = kind;
  }
  const [known, strange] = [1, 2].map((kind) => placesOf(kinds, kind)) as [Int32Array, Int32Array];
  return { known, strange, gaps: kinds.length - known.length - strange.length };
};

/** What to say of labels of several targets that the training never saw: of such a row only some may be wrong. */
const strangeLabels = (
  recipe: Recipe,
  targets: readonly Targets[],
  { strange }: Sorted,
  name: string,
): string => {
  const classes = classesByTarget(recipe);
  const row = strange[0]!;
  const at = targetNames(recipe).findIndex(
    (target, i) => classes.get(target)?.includes(String(targets[i]!.at(row))) === false,
  );
  const target = targetNames(recipe)[at]!;
  return `'${name}': ${strange.length} ${strange.length === 1 ? 'row has a label' : 'rows have labels'} that the training never saw, such as ${target} '${targets[at]!.at(row)}'; ${target} is ${(classes.get(target) ?? []).join(' or ')}: correct it, or leave it empty to leave the row out`;
};

/** Labels with the number of rows of each, the most frequent first. */
const tellLabels = (labels: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const told = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([label, count]) => (count === 1 ? `'${label}'` : `'${label}' (${count})`));
  return told.slice(0, 5).join(', ') + (told.length > 5 ? ' …' : '');
};

const tellStrangers = (labels: readonly string[], target: string): string =>
  `${labels.length} ${labels.length === 1 ? 'row has a' : 'rows have'} ${target} that the training never saw, ${tellLabels(labels)}: ${labels.length === 1 ? 'it counts' : 'they count'} as wrong`;

/** The rows of a file that have a target, by the recipe of a model; `name` is what messages call the file. */
export const labelledRows = (
  recipe: Recipe,
  rows: Rows,
  name: string,
): Either<CliError, LabelledRows> => {
  const { target, inputs } = recipe;
  const targets = rows.kind === inputs.kind ? targetsIn(recipe, rows) : [[]];
  if (targets === undefined)
    return unusable(
      `'${name}' has no ${target}, which an evaluation needs; puregrad predict does not`,
    );
  const sorted = sortRows(recipe, targets);
  const { known, strange, gaps } = sorted;
  if (recipe.targets !== undefined && strange.length > 0)
    return unusable(strangeLabels(recipe, targets, sorted, name));
  const [first] = targets;
  const count = first?.length ?? 0;
  const labels = Array.from(strange, (row) => String(first!.at(row)));
  if (count > 0 && known.length === 0)
    return unusable(
      strange.length === 0
        ? `'${name}' has no row with a ${target}`
        : `'${name}' has no row with a ${target} that the training knew: it has ${tellLabels(labels)}, and the model knows ${(recipe.classes ?? []).slice(0, 20).join(', ')}`,
    );
  const used = known.length === count ? rows : takeFrom(rows, known);
  const made = rowsFor(recipe, used, name);
  if (isLeft(made)) return made;
  const madeUp =
    rows.kind === 'table' && inputs.kind === 'table'
      ? tellMadeUp(madeUpFor(inputs.encoding, rows.table, [...known, ...strange]))
      : undefined;
  const remarks = [
    ...rowsLeftOut(gaps, recipe.targets === undefined ? target : `all of ${target}`),
    ...(madeUp === undefined ? [] : [madeUp]),
  ];
  const dataset = { x: made.right.x, y: made.right.y! };
  if (strange.length === 0)
    return right({ known: dataset, places: known, strangers: undefined, remarks });
  const others = rowsFor(recipe, withoutTargets(recipe, takeFrom(rows, strange)), name);
  if (isLeft(others)) return others;
  return right({
    known: dataset,
    places: known,
    strangers: { x: others.right.x, labels },
    remarks: [...remarks, tellStrangers(labels, target)],
  });
};
