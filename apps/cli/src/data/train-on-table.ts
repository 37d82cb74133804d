import type { Dataset } from '@puregrad/data';
import {
  type Column,
  type Encoding,
  encodeTable,
  encodeTarget,
  fitEncoding,
} from '@puregrad/data/table';
import { adopt, cast, type Tensor, take } from '@puregrad/tensors';
import { type Either, isLeft, type Left, map, right, traverseArray } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { chooseColumns, constantFeatures } from './choose-columns.ts';
import { filledRemarks } from './filled-gaps.ts';
import { columnNamed, findTarget, type Target } from './find-target.ts';
import { remarksOnConstant } from './left-out.ts';
import { type Portions, portionRows } from './portion-rows.ts';
import type { Recipe } from './recipe.ts';
import type { TableRows } from './rows.ts';
import { selectSome } from './select-some.ts';
import { momentsOf } from './target-scale.ts';
import { type TestFile, testFile } from './test-file.ts';
import type { Origin, TrainingData, TrainingDataOptions } from './training-types.ts';

/** A table of the user: the task and the features are found from its columns. */
export const fromTable = (
  read: TableRows,
  given: TrainingDataOptions,
): Promise<Either<CliError, TrainingData>> => {
  const options = { ...given, target: given.target ?? read.target };
  const leftOut = read.schema.columns.find(({ name }) => name === options.target)?.kind;
  if (leftOut === 'ignore' || leftOut === 'text')
    return Promise.resolve(
      unusable(
        `column '${options.target}' of '${options.data}' is to be learnt, but its kind is ${leftOut}, which is left out; choose another --target, or another kind, such as --types ${options.target}=category`,
      ),
    );
  const learnt = learn(read, options);
  // Nothing here holds the table any longer, which may be larger than the tensors.
  return isLeft(learnt) ? Promise.resolve(learnt) : withTestFile(learnt.right, options);
};

/** What is learnt from a table, without the rows of another file to test the result on. */
interface Learnt extends TrainingData {
  /** The remarks that come before those on the other file. */
  readonly first: readonly string[];
}

const learn = (read: TableRows, options: TrainingDataOptions): Either<CliError, Learnt> => {
  const target = findTarget(read.table, options);
  if (isLeft(target)) return withDoubt(target, read.remarks);
  const encoded = encodeShares(target.right, options);
  if (isLeft(encoded)) return encoded;
  const { encoding, remarks, ...shares } = encoded.right;
  const { task, column } = target.right;
  const classes = encoding.target?.kind === 'classes' ? encoding.target.classes : undefined;
  const recipe: Recipe = {
    task,
    target: column.name,
    ...(classes === undefined ? {} : { classes }),
    inputs: { kind: 'table', encoding },
  };
  return right({
    recipe,
    ...shares,
    features: shares.train.x.shape[1]!,
    classes: classes?.length ?? 0,
    transform: undefined,
    schema: read.schema,
    first: target.right.remarks,
    remarks: [...remarks, ...read.remarks],
  });
};

/** What changes the task comes first among the remarks, and how single columns were read comes last. */
const withTestFile = async (
  { first, ...data }: Learnt,
  options: TrainingDataOptions,
): Promise<Either<CliError, TrainingData>> =>
  map(({ remarks, ...test }: TestFile) => ({
    ...data,
    ...test,
    remarks: [...first, ...remarks, ...data.remarks],
  }))(await testFile(data.recipe, data.schema, options));

/** The names of columns are those of a row of data if the file has no header: then that is why a name is not found. */
const withDoubt = (wrong: Left<CliError>, remarks: readonly string[]): Either<CliError, never> => {
  const doubt = remarks.find((remark) => remark.includes('--no-header'));
  const { left: error } = wrong;
  return doubt === undefined || error._tag !== 'InputError'
    ? wrong
    : unusable(`${error.message}; ${doubt}`);
};

/** The rows for each purpose, encoded by what the training rows show. */
interface EncodedShares extends Shares, Pick<TrainingData, 'remarks'> {
  readonly encoding: Encoding;
}

type Shares = Pick<TrainingData, 'train' | 'validation' | 'test' | 'origin'>;

const encodeShares = (
  target: Target,
  options: TrainingDataOptions,
): Either<CliError, EncodedShares> => {
  const { table, column, rows } = target;
  const others = [options.group, options.weights].flatMap((name) =>
    name === undefined ? [] : [columnNamed(table, name)?.name ?? name],
  );
  const words = Object.entries(options.types ?? {}).flatMap(([name, kind]) =>
    kind === 'category' ? [columnNamed(table, name)?.name ?? name] : [],
  );
  const { features, remarks } = chooseColumns(table, target, {
    others: new Set(others),
    words: new Set(words),
  });
  const nothing = (why: readonly string[]): Either<CliError, never> =>
    unusable([`'${options.data}' has no column to predict ${column.name} from`, ...why].join('; '));
  if (features.length === 0) return nothing(remarks);
  const labels = fitEncoding(table, { target: column.name, features: [], rows });
  if (isLeft(labels)) return labels;
  const portions = divide(target, labels.right, options);
  if (isLeft(portions)) return portions;
  const fitted = fitToTraining(target, features, portions.right);
  if (isLeft(fitted)) return fitted;
  const { constant, ...encoding } = fitted.right;
  const ofTraining = remarksOnConstant([...constant]);
  if (encoding.features.length === 0) return nothing([...remarks, ...ofTraining]);
  // Every class has a label, also one that no training row has.
  const whole =
    column.kind === 'category' ? { ...encoding, target: labels.right.target! } : encoding;
  return map((shares: Shares) => ({
    ...shares,
    encoding: whole,
    remarks: [...remarks, ...ofTraining, ...filledRemarks(whole, target.table, target.rows)],
  }))(encodePortions(target, whole, portions.right));
};

/** Which rows are for what. */
const divide = (
  { table, column, task, rows }: Target,
  labels: Encoding,
  options: TrainingDataOptions,
): Either<CliError, Portions> => {
  const y = encodeTarget(labels)(table, rows);
  if (isLeft(y)) return y;
  const classes = column.kind === 'category' ? column.categories : [];
  return portionRows({ y: y.right, task, classes }, options, {
    valuesOf: (name) => {
      const found = columnNamed(table, name);
      if (found === undefined) return undefined;
      return {
        length: rows.length,
        at: (i) =>
          found.kind === 'category'
            ? found.categories[found.codes[rows[i]!]!]
            : found.values[rows[i]!],
      };
    },
    placeOf: (i) =>
      table.lines === undefined ? `row ${rows[i]}` : `line ${table.lines[rows[i]!]}`,
  });
};

/**
 * The encoding by the training rows alone: other rows stay unseen by what fills gaps, by categories and by scales.
 * Columns with one value there are left out.
 */
const fitToTraining = (
  { table, column, rows }: Target,
  features: readonly string[],
  { shares, weights }: Portions,
): Either<CliError, Encoding & { readonly constant: ReadonlySet<string> }> => {
  const train = Int32Array.from(shares.train.data, (i) => rows[i]!);
  const fit = (names: readonly string[]) =>
    map((encoding: Encoding) =>
      withWeightedTarget(encoding, column, train, weights && take(weights, shares.train)),
    )(
      fitEncoding(table, {
        ...{ target: column.name, features: names, rows: train },
        ...{ fill: 'median', unknown: 'zeros', standardize: true },
      }),
    );
  const first = fit(features);
  if (isLeft(first)) return first;
  const constant = constantFeatures(first.right);
  if (constant.size === 0) return right({ ...first.right, constant });
  return map((encoding: Encoding) => ({ ...encoding, constant }))(
    fit(features.filter((name) => !constant.has(name))),
  );
};

/** The scale of a target that is a number, by weighted rows: those of weight 0 do not count here either. */
const withWeightedTarget = (
  encoding: Encoding,
  column: Column,
  rows: Int32Array,
  weights: Tensor | undefined,
): Encoding => {
  const { target } = encoding;
  if (target?.kind !== 'number' || column.kind === 'category' || weights === undefined)
    return encoding;
  const values = adopt(
    Float64Array.from(rows, (row) => column.values[row]!),
    [rows.length],
  );
  const { mean, std } = momentsOf(values, cast(weights, 'float64'));
  return { ...encoding, target: { ...target, mean, std } };
};

/** The tensors of each share of the rows. */
const encodePortions = (
  target: Target,
  encoding: Encoding,
  { shares, weights }: Portions,
): Either<CliError, Shares> => {
  const { table, rows } = target;
  const { train, validation, test } = shares;
  const parts = traverseArray((share: Tensor): Either<CliError, Dataset> => {
    const places = Int32Array.from(share.data, (i) => rows[i]!);
    const x = encodeTable(encoding)(table, places);
    if (isLeft(x)) return x;
    return map((y: Tensor) => ({
      ...{ x: x.right, y },
      // Rows of a test all count the same.
      ...(weights === undefined || share === test ? {} : { weights: take(weights, share) }),
    }))(encodeTarget(encoding)(table, places));
  })([train, validation, ...(test === undefined ? [] : [test])]);
  return map(([trained, validated, tested]: readonly Dataset[]) => ({
    train: trained!,
    validation: validated!,
    test: tested,
    origin: originOf(target, test ?? validation),
  }))(parts);
};

/** The rows of a share as they stand in the table. */
const originOf = ({ table, rows }: Target, share: Tensor): Origin => {
  const places = Int32Array.from(share.data, (i) => rows[i]!);
  return { rows: places, table: selectSome(table, places) };
};
