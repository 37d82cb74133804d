import {
  applyTransform,
  type Dataset,
  fitStandardize,
  splitRows,
  stratifiedSplit,
  type Transform,
  takeRows,
} from '@puregrad/data';
import {
  type Column,
  type Encoding,
  encodeTable,
  encodeTarget,
  featureNames,
  fitEncoding,
  type Table,
} from '@puregrad/data/table';
import { foldIn, key, type Tensor, tensor } from '@puregrad/tensors';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { Task } from '../task.ts';
import {
  type ImageFolder,
  isImageFolder,
  type Rows,
  readImageFolder,
  readRows,
} from './read-rows.ts';
import { type Recipe, wordsOf } from './recipe.ts';
import { rowsFor } from './rows-for.ts';

export interface TrainingDataOptions {
  readonly data: string;
  /** The column to learn, or the array of a .npz file. */
  readonly target: string | undefined;
  readonly labels: string | undefined;
  /** Found from the target by default. */
  readonly task: Task | undefined;
  /** The file to judge the result by, or the share of the rows to keep for that. */
  readonly test: string | number | undefined;
  /** The share of the training rows to choose the best epoch by. */
  readonly validation: number;
  /** Use only so many rows to train on. */
  readonly limit: number | undefined;
  readonly seed: number;
}

/** All that a run needs to know of its data. */
export interface TrainingData {
  readonly recipe: Recipe;
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset | undefined;
  readonly features: number;
  /** How many; 0 where numbers are learnt. */
  readonly classes: number;
  /** What the model does to its inputs before the network sees them. */
  readonly transform: Transform | undefined;
  /** What the user should know. */
  readonly remarks: readonly string[];
}

/** Reads data, finds out what is to be learnt, and sets rows aside. */
export const loadTrainingData = async (
  options: TrainingDataOptions,
): Promise<Either<string, TrainingData>> => {
  if (await isImageFolder(options.data)) {
    const folder = await readImageFolder(options.data);
    return isLeft(folder) ? folder : fromImageFolder(folder.right, options);
  }
  const rows = await readRows(options.data, { labels: options.labels });
  if (isLeft(rows)) return rows;
  return rows.right.kind === 'table'
    ? fromTable(rows.right.table, options)
    : fromArrays(rows.right, options);
};

/** A key of its own, so that initialization and shuffling stay the same for another share. */
const HELD_OUT = 1_000_003;
const TESTED = 1_000_033;

const largestLabel = ({ data }: Tensor): number => {
  let largest = 0;
  for (const label of data) largest = Math.max(largest, label);
  return largest;
};

const limited = (data: Dataset, limit: number | undefined): Dataset => {
  const count = data.y.shape[0]!;
  const [used] = splitRows(data, { counts: [Math.min(limit ?? count, count), 'rest'] });
  return used;
};

/** The share of the rows that is set aside: at least one, and never all. */
const countOf = (rows: number, share: number): number =>
  Math.min(rows - 1, Math.max(1, Math.round(rows * share)));

const holdOut = (data: Dataset, share: number, by: number): readonly [Dataset, Dataset] => {
  const parts = { counts: ['rest', countOf(data.y.shape[0]!, share)] } as const;
  return splitRows(data, parts, { key: foldIn(key(by), HELD_OUT) });
};

const fromImageFolder = (
  { train, test }: ImageFolder,
  { limit, validation, seed }: TrainingDataOptions,
): Either<string, TrainingData> => {
  const all = limited({ x: train.x, y: train.y! }, limit);
  const [training, held] = holdOut(all, validation, seed);
  const classes = Math.max(largestLabel(train.y!), largestLabel(test.y!)) + 1;
  return right({
    recipe: {
      task: 'classification',
      target: 'label',
      classes: Array.from({ length: classes }, (_, i) => String(i)),
      inputs: { kind: 'images', shape: train.shape },
    },
    train: training,
    validation: held,
    test: { x: test.x, y: test.y! },
    features: train.x.shape[1]!,
    classes,
    transform: undefined,
    remarks: [],
  });
};

const fromArrays = async (
  rows: Exclude<Rows, { readonly kind: 'table' }>,
  options: TrainingDataOptions,
): Promise<Either<string, TrainingData>> => {
  const { data, target, seed } = options;
  const arrays =
    rows.kind === 'arrays'
      ? rows.arrays
      : { x: rows.x, ...(rows.y === undefined ? {} : { y: rows.y }) };
  if (rows.kind === 'images' && rows.y === undefined)
    return left(`'${data}' holds images without labels; name the file with them: --labels FILE`);
  const names = Object.keys(arrays);
  const yName = target ?? 'y';
  const xName = names.includes('x') ? 'x' : names.find((name) => name !== yName);
  const [x, y] = [xName === undefined ? undefined : arrays[xName], arrays[yName]];
  if (x === undefined || y === undefined || x.rank < 2 || y.rank !== 1 || x.shape[0] !== y.shape[0])
    return left(
      `'${data}' holds ${names.map((name) => `${name} [${arrays[name]!.shape.join(', ')}]`).join(', ') || 'nothing'}; expected x of shape [rows, features] and y of shape [rows]; name the array to learn with --target`,
    );
  const task = options.task ?? taskOfNumbers(y.data);
  const classes = task === 'regression' ? 0 : largestLabel(y) + 1;
  const shape = rows.kind === 'images' ? rows.shape : [x.size / x.shape[0]!];
  const recipe: Recipe = {
    task,
    target: yName,
    ...(classes > 0 ? { classes: Array.from({ length: classes }, (_, i) => String(i)) } : {}),
    inputs: rows.kind === 'images' ? { kind: 'images', shape } : { kind: 'arrays', name: xName! },
  };
  const whole = rowsFor(recipe, rows, data);
  if (isLeft(whole)) return whole;
  return prepare(
    { x: whole.right.x, y: whole.right.y! },
    { recipe, classes, remarks: [], options, standardize: rows.kind === 'arrays' },
    seed,
  );
};

/** Whole numbers from 0, few of them: classes. */
const MOST_CLASSES = 20;

const taskOfNumbers = (values: ArrayLike<number>): Task => {
  const different = new Set(Array.from(values));
  const areLabels =
    different.size <= MOST_CLASSES &&
    [...different].every((value) => Number.isInteger(value) && value >= 0);
  if (!areLabels) return 'regression';
  return different.size === 2 && different.has(0) && different.has(1) ? 'binary' : 'classification';
};

const taskOfColumn = (column: Column): Task => {
  if (column.kind === 'number') {
    const there = column.values.filter((value) => !Number.isNaN(value));
    const different = new Set(there);
    const areClasses =
      different.size <= MOST_CLASSES / 2 && there.every((value) => Number.isInteger(value));
    if (!areClasses) return 'regression';
    return different.size === 2 ? 'binary' : 'classification';
  }
  return column.categories.length === 2 ? 'binary' : 'classification';
};

/** Words so many that they are names, or numbers of tickets: nothing to be learnt from. */
const isNaming = (column: Column, rows: number): boolean =>
  column.kind === 'category' && column.categories.length > Math.max(20, Math.min(200, rows / 5));

const pick = (table: Table, rows: readonly number[]): Table => ({
  columns: table.columns.map((column): Column => {
    const values = rows.map((row) => column.values[row]!);
    return column.kind === 'number'
      ? { ...column, values: values as number[] }
      : { ...column, values: values as (string | null)[] };
  }),
  rows: rows.length,
  ...(table.lines && { lines: rows.map((row) => table.lines![row]!) }),
});

const isGap = (value: number | string | null): boolean =>
  value === null || (typeof value === 'number' && Number.isNaN(value));

const fromTable = async (
  read: Table,
  options: TrainingDataOptions,
): Promise<Either<string, TrainingData>> => {
  const { data, target } = options;
  const names = read.columns.map(({ name }) => name);
  if (target === undefined)
    return left(
      `which column of '${data}' is to be learnt? Name it: --target, one of ${names.join(', ')}`,
    );
  const found = read.columns.find(({ name }) => name === target);
  if (found === undefined)
    return left(`'${data}' has no column '${target}'; its columns are ${names.join(', ')}`);
  const task = options.task ?? taskOfColumn(found);
  if (task === 'regression' && found.kind === 'category')
    return left(
      `column '${target}' of '${data}' holds words, such as '${found.categories[0]}', which regression cannot learn; leave --task out`,
    );
  // Numbers of classes are names of classes.
  const again =
    task !== 'regression' && found.kind === 'number'
      ? await readRows(data, { words: [target] })
      : undefined;
  if (again !== undefined && isLeft(again)) return again;
  const table = again?.right.kind === 'table' ? again.right.table : read;
  const column = table.columns.find(({ name }) => name === target)!;
  const remarks: string[] = [];

  const present = column.values.flatMap((value, row) => (isGap(value) ? [] : [row]));
  if (present.length < table.rows)
    remarks.push(`${table.rows - present.length} rows without ${target} are left out`);
  const features = table.columns.flatMap((other) => {
    if (other === column) return [];
    if (other.values.every(isGap)) {
      remarks.push(`column ${other.name} is left out: it is empty`);
      return [];
    }
    if (!isNaming(other, table.rows)) return [other.name];
    const words = other.kind === 'category' ? other.categories.length : 0;
    remarks.push(`column ${other.name} is left out: ${words} different words tell nothing`);
    return [];
  });
  if (features.length === 0) return left(`'${data}' has no column to learn ${target} from`);
  if (present.length < 4)
    return left(`'${data}' has ${present.length} rows with a ${target}; expected 4 at least`);
  const classes = column.kind === 'category' ? column.categories.length : 0;
  if (task !== 'regression' && classes < 2)
    return left(
      `column '${target}' of '${data}' is '${(column as { categories: readonly string[] }).categories[0]}' in every row: nothing is to be learnt`,
    );
  if (task === 'binary' && classes > 2)
    return left(
      `column '${target}' of '${data}' has ${classes} classes, not two; leave --task out, or pass --task classification`,
    );

  const whole = pick(table, present);
  const fitted = fitEncoding(whole, { target, features, fill: 'median', unknown: 'zeros' });
  if (isLeft(fitted)) return left(fitted.left.message);
  const encoding: Encoding = fitted.right;
  const recipe: Recipe = {
    task,
    target,
    ...(column.kind === 'category' ? { classes: column.categories } : {}),
    inputs: { kind: 'table', encoding },
  };
  const [x, y] = [encodeTable(encoding)(whole), encodeTarget(encoding)(whole)];
  if (isLeft(x)) return left(x.left.message.replace('the table', `'${data}'`));
  if (isLeft(y)) return left(y.left.message.replace('the table', `'${data}'`));
  if (featureNames(encoding).length === 0) return left(`'${data}' has nothing to learn from`);
  return prepare(
    { x: x.right, y: y.right },
    { recipe, classes, remarks, options, standardize: true },
    options.seed,
  );
};

interface Preparing {
  readonly recipe: Recipe;
  readonly classes: number;
  readonly remarks: readonly string[];
  readonly options: TrainingDataOptions;
  readonly standardize: boolean;
}

/** Sets rows aside, the same share of each class, and scales all by the rows to train on. */
const prepare = async (
  whole: Dataset,
  { recipe, classes, remarks, options, standardize }: Preparing,
  seed: number,
): Promise<Either<string, TrainingData>> => {
  const split = recipe.task === 'regression' ? splitRows : stratifiedSplit;
  const apart = (from: Dataset, share: number, salt: number) =>
    split(from, { counts: ['rest', countOf(from.y.shape[0]!, share)] } as const, {
      key: foldIn(key(seed), salt),
    });
  let rest = whole;
  let test: Dataset | undefined;
  if (typeof options.test === 'number') [rest, test] = apart(whole, options.test, TESTED);
  else if (options.test !== undefined) {
    const rows = await readRows(options.test, { labels: options.labels, words: wordsOf(recipe) });
    if (isLeft(rows)) return rows;
    const made = rowsFor(recipe, rows.right, options.test);
    if (isLeft(made)) return made;
    if (made.right.y === undefined)
      return left(`'${options.test}' has no ${recipe.target} to judge the predictions by`);
    test = { x: made.right.x, y: made.right.y };
  }
  if (options.limit !== undefined && options.limit < rest.y.shape[0]!) {
    const rows = tensor(Int32Array.from({ length: options.limit }, (_, i) => i));
    rest = takeRows(rest, rows);
  }
  const [train, validation] = apart(rest, options.validation, HELD_OUT);
  let transform: Transform | undefined;
  if (standardize) {
    const fitted = fitStandardize(train.x);
    if (isLeft(fitted)) return left(fitted.left.message);
    transform = fitted.right;
  }
  const scaled = (data: Dataset): Dataset =>
    transform === undefined ? data : { ...data, x: applyTransform(transform)(data.x) };
  return right({
    recipe,
    train: scaled(train),
    validation: scaled(validation),
    test: test === undefined ? undefined : scaled(test),
    features: whole.x.shape[1]!,
    classes,
    transform,
    remarks,
  });
};
