import type { Dataset } from '@puregrad/data';
import { type Encoding, encodeTable, type TargetEncoding } from '@puregrad/data/table';
import { type Tensor, take } from '@puregrad/tensors';
import { type Either, isLeft, type Left, map, right, traverseArray } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { chooseColumns } from './choose-columns.ts';
import { columnNamed } from './columns-to-learn.ts';
import { filledRemarks } from './filled-gaps.ts';
import { findTarget } from './find-target.ts';
import { type Fitted, fitTargets, fitToTraining } from './fit-to-training.ts';
import { remarksOnConstant } from './left-out.ts';
import { type Portions, portionRows } from './portion-rows.ts';
import type { Recipe } from './recipe.ts';
import type { TableRows } from './rows.ts';
import { selectSome } from './select-some.ts';
import type { Target } from './target.ts';
import { encodeTargets } from './target-encodings.ts';
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
  const { encoding, targets, remarks, ...shares } = encoded.right;
  const { task, name } = target.right;
  const classes = encoding.target?.kind === 'classes' ? encoding.target.classes : undefined;
  const recipe: Recipe = {
    task,
    target: name,
    ...(targets.length === 1 ? {} : { targets }),
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
  readonly targets: readonly TargetEncoding[];
}

type Shares = Pick<TrainingData, 'train' | 'validation' | 'test' | 'origin'>;

const encodeShares = (
  target: Target,
  options: TrainingDataOptions,
): Either<CliError, EncodedShares> => {
  const { table, name, columns, rows } = target;
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
    unusable([`'${options.data}' has no column to predict ${name} from`, ...why].join('; '));
  if (features.length === 0) return nothing(remarks);
  const labels = fitTargets(table, columns, rows);
  if (isLeft(labels)) return labels;
  const portions = divide(target, labels.right, options);
  if (isLeft(portions)) return portions;
  const fitted = fitToTraining(target, features, portions.right);
  if (isLeft(fitted)) return fitted;
  const { constant, encoding } = fitted.right;
  const ofTraining = remarksOnConstant([...constant]);
  if (encoding.features.length === 0) return nothing([...remarks, ...ofTraining]);
  // Every class has a label, also one that no training row has.
  const targets = fitted.right.targets.map((of, i) =>
    of.kind === 'classes' ? labels.right[i]! : of,
  );
  const { features: ofFeatures, unknown, scale } = encoding;
  const whole: Encoding = {
    ...{ features: ofFeatures, unknown },
    ...(targets.length === 1 ? { target: targets[0]! } : {}),
    ...(scale === undefined ? {} : { scale }),
  };
  return map((shares: Shares) => ({
    ...shares,
    ...{ encoding: whole, targets },
    remarks: [...remarks, ...ofTraining, ...filledRemarks(whole, target.table, target.rows)],
  }))(encodePortions(target, { encoding: whole, targets }, portions.right));
};

/** Which rows are for what. */
const divide = (
  { table, columns, task, rows }: Target,
  labels: readonly TargetEncoding[],
  options: TrainingDataOptions,
): Either<CliError, Portions> => {
  const y = encodeTargets(labels)(table, rows);
  if (isLeft(y)) return y;
  const [column] = columns;
  const classes = columns.length === 1 && column!.kind === 'category' ? column!.categories : [];
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

/** The tensors of each share of the rows. */
const encodePortions = (
  target: Target,
  { encoding, targets }: Pick<Fitted, 'encoding' | 'targets'>,
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
    }))(encodeTargets(targets)(table, places));
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
