import {
  type Dataset,
  type Fold,
  forwardFolds,
  groupSplit,
  kFold,
  splitRows,
  stratifiedSplit,
  takeRows,
} from '@puregrad/data';
import { adopt, arange, foldIn, type Key, key, type Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { isOfClasses, type Task } from '../task.ts';

/** How rows are set aside: at random, the last ones, or at random with the same share of each class. */
export type Split = 'random' | 'last' | 'stratified';
export const splits: readonly Split[] = ['random', 'last', 'stratified'];

/** One of the folds of a cross-validation, counted from 0. */
export interface FoldNumber {
  readonly index: number;
  readonly folds: number;
}

/** A key of its own for each purpose, so that initialization and shuffling stay the same for another share. */
const HELD_OUT = 1_000_003;
const TESTED = 1_000_033;
const LIMITED = 1_000_037;
const FOLDED = 1_000_039;

export interface DivisionOptions {
  /** The share of the rows to test the result on; a file has rows of its own. */
  readonly test: string | number | undefined;
  /** The share of the other rows to choose the best epoch by. */
  readonly validation: number;
  /** The number of rows to use besides those for the test. */
  readonly limit: number | undefined;
  readonly seed: number;
  /** By the task if it is not given: stratified for classes. */
  readonly split?: Split | undefined;
  /** The group of each row: no group is on both sides of a split. */
  readonly groups?: Int32Array | undefined;
  /** The fold whose rows are the test rows; a share for the test is set aside first, and not used. */
  readonly fold?: FoldNumber | undefined;
}

/** Indices of the rows for training, validation and test. */
export interface Shares {
  readonly train: Tensor;
  readonly validation: Tensor;
  readonly test: Tensor | undefined;
}

/** Divides rows by the options: at random or in their order, and without dividing a group. */
export const divideRows = (
  y: Tensor,
  task: Task,
  options: DivisionOptions,
): Either<CliError, Shares> => {
  const { test: tested, validation: held, fold } = options;
  if (options.split === 'stratified' && !isOfClasses(task))
    return unusable(
      `--split stratified needs classes, and ${task === 'multilabel' ? 'there are several targets' : 'the target is a number'}; use random or last`,
    );
  const rules = rulesOf(task, options);
  let rest: Dataset = { x: arange(y.shape[0]!, { dtype: 'int32' }), y };
  let test: Dataset | undefined;
  if (typeof tested === 'number') {
    const apart = setApart(rest, tested, rules, TESTED);
    if (isLeft(apart)) return apart;
    [rest, test] = apart.right;
  }
  rest = limited(rest, rules, options.limit);
  if (fold !== undefined) {
    const found = foldOf(rest, rules, fold);
    if (isLeft(found)) return found;
    test = takeRows(rest, found.right.validation);
    rest = takeRows(rest, found.right.train);
  }
  const apart = setApart(rest, held, rules, HELD_OUT);
  if (isLeft(apart)) return apart;
  const [train, validation] = apart.right;
  return right({ train: train.x, validation: validation.x, test: test?.x });
};

/** The way in which rows are divided. `x` of a dataset is the indices of its rows. */
interface Rules {
  readonly split: Split;
  readonly keyFor: (purpose: number) => { readonly key?: Key };
  readonly groupsOf: ((rows: Dataset) => Tensor) | undefined;
}

const rulesOf = (task: Task, { split, seed, groups }: DivisionOptions): Rules => {
  const usual = isOfClasses(task) ? 'stratified' : 'random';
  const chosen = split ?? usual;
  return {
    split: chosen,
    keyFor: (purpose) => (chosen === 'last' ? {} : { key: foldIn(key(seed), purpose) }),
    groupsOf:
      groups === undefined
        ? undefined
        : ({ x }) =>
            adopt(
              Int32Array.from(x.data, (row) => groups[row]!),
              [x.size],
            ),
  };
};

/** The share of the rows that is set aside: at least one, and never all. */
const countOf = (rows: number, share: number): number =>
  Math.min(rows - 1, Math.max(1, Math.round(rows * share)));

const tooFewGroups = (groups: Tensor, least: number, purpose: string): Either<CliError, void> => {
  const found = new Set(groups.data).size;
  return found < least
    ? unusable(
        `--group: there are rows of ${found} ${found === 1 ? 'group' : 'groups'} for ${purpose}, which needs at least ${least}, because no group is divided`,
      )
    : right(undefined);
};

/** Rows without a share of them, and that share. */
const setApart = (
  rows: Dataset,
  share: number,
  { split, keyFor, groupsOf }: Rules,
  purpose: number,
): Either<CliError, readonly [Dataset, Dataset]> => {
  const count = rows.y.shape[0]!;
  const parts = { counts: ['rest', countOf(count, share)] } as const;
  const by = keyFor(purpose);
  if (groupsOf === undefined)
    return right((split === 'stratified' ? stratifiedSplit : splitRows)(rows, parts, by));
  const groups = groupsOf(rows);
  const few = tooFewGroups(groups, 2, purpose === TESTED ? '--test' : '--validation');
  return isLeft(few) ? few : right(groupSplit(rows, parts, { groups, ...by }));
};

/** At most so many rows: random ones, or the last ones. */
const limited = (rows: Dataset, { split, keyFor }: Rules, limit: number | undefined): Dataset => {
  if (limit === undefined || limit >= rows.y.shape[0]!) return rows;
  if (split === 'last') return splitRows(rows, { counts: ['rest', limit] })[1];
  return splitRows(rows, { counts: [limit, 'rest'] }, keyFor(LIMITED))[0];
};

/** The rows of a fold and those to train on, as indices of the given rows. */
const foldOf = (
  rows: Dataset,
  { split, keyFor, groupsOf }: Rules,
  { index, folds }: FoldNumber,
): Either<CliError, Fold> => {
  const count = rows.y.shape[0]!;
  const isForward = split === 'last';
  // Two rows at least are left to train on and to choose the epoch by.
  const most = isForward ? Math.floor(count / 2) - 1 : count - 2;
  if (folds > count || count - Math.ceil(count / folds) < 2 || (isForward && folds > most))
    return unusable(
      `--folds ${folds} of ${count} rows leaves too few to train on; use fewer folds`,
    );
  const groups = groupsOf?.(rows);
  if (groups !== undefined) {
    const few = tooFewGroups(groups, Math.max(3, folds + (isForward ? 2 : 0)), `--folds ${folds}`);
    if (isLeft(few)) return few;
  }
  const grouped = groups === undefined ? {} : { groups };
  const all = isForward
    ? forwardFolds(count, { folds, ...grouped })
    : kFold(rows, {
        ...{ folds, ...grouped, ...keyFor(FOLDED) },
        stratified: split === 'stratified' && groups === undefined,
      });
  return right(all[index]!);
};
