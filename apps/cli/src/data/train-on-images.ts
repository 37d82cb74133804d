import { type Dataset, splitRows, takeRows } from '@puregrad/data';
import { cast, type Tensor } from '@puregrad/tensors';
import { type Either, isLeft, map, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { ImageFolder } from './image-folder.ts';
import { noFacts, portionRows } from './portion-rows.ts';
import type { Recipe } from './recipe.ts';
import type { ImageRows } from './rows.ts';
import { taskOfNumbers, taskRemarksOfNumbers } from './task-of.ts';
import { type TestFile, testFile } from './test-file.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

const largestLabel = ({ data }: Tensor): number => {
  let largest = 0;
  for (const label of data) largest = Math.max(largest, label);
  return largest;
};

/** The first rows, up to a limit. */
const firstRows = (data: Dataset, limit: number | undefined): Dataset => {
  const count = data.y.shape[0]!;
  return splitRows(data, { counts: [Math.min(limit ?? count, count), 'rest'] })[0];
};

/** Images in MNIST's form, which have test rows of their own. */
export const fromImageFolder = (
  { train, test }: ImageFolder,
  { limit, ...options }: TrainingDataOptions,
): Either<CliError, TrainingData> => {
  const all = firstRows({ x: train.x, y: train.y! }, limit);
  const classes = Math.max(largestLabel(train.y!), largestLabel(test.y!)) + 1;
  const names = Array.from({ length: classes }, (_, i) => String(i));
  const portions = portionRows(
    { y: all.y, task: 'classification', classes: names },
    { ...options, split: options.split ?? 'random', test: undefined, limit: undefined },
    noFacts,
  );
  if (isLeft(portions)) return portions;
  const { shares, weights } = portions.right;
  const weighed = { ...all, ...(weights === undefined ? {} : { weights }) };
  return right({
    recipe: {
      task: 'classification',
      target: 'label',
      classes: names,
      inputs: { kind: 'images', shape: train.shape },
    },
    train: takeRows(weighed, shares.train),
    validation: takeRows(weighed, shares.validation),
    test: shares.test === undefined ? { x: test.x, y: test.y! } : takeRows(all, shares.test),
    features: train.x.shape[1]!,
    classes,
    transform: undefined,
    remarks: [],
  });
};

/** Images with labels. */
export const fromImages = async (
  { x, y, shape }: ImageRows,
  options: TrainingDataOptions,
): Promise<Either<CliError, TrainingData>> => {
  const { data, target = 'label' } = options;
  if (y === undefined)
    return unusable(
      `'${data}' holds images without labels; name the file with them: --labels FILE`,
    );
  if (options.task === 'multilabel')
    return unusable(
      `--task multilabel needs several labels for each row, and '${data}' has one for each image; leave it out`,
    );
  const task = options.task ?? taskOfNumbers(y.data);
  const classes = task === 'regression' ? 0 : largestLabel(y) + 1;
  const names = Array.from({ length: classes }, (_, i) => String(i));
  const recipe: Recipe = {
    ...{ task, target },
    ...(classes > 0 ? { classes: names } : {}),
    inputs: { kind: 'images', shape },
  };
  const portions = portionRows({ y, task, classes: names }, options, noFacts);
  if (isLeft(portions)) return portions;
  const { shares, weights } = portions.right;
  const all = { x, y: cast(y, task === 'regression' ? 'float32' : 'int32') };
  const weighed = { ...all, ...(weights === undefined ? {} : { weights }) };
  const tested = await testFile(recipe, undefined, options);
  return map(({ remarks, ...test }: TestFile) => ({
    recipe,
    train: takeRows(weighed, shares.train),
    validation: takeRows(weighed, shares.validation),
    test: shares.test === undefined ? undefined : takeRows(all, shares.test),
    origin: { rows: (shares.test ?? shares.validation).data, table: undefined },
    ...test,
    features: x.shape[1]!,
    classes,
    transform: undefined,
    remarks: [
      ...(options.task === undefined ? taskRemarksOfNumbers(target, y.data, task) : []),
      ...remarks,
    ],
  }))(tested);
};
