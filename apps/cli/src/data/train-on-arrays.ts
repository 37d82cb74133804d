import { type Dataset, splitRows, takeRows } from '@puregrad/data';
import type { Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { ImageFolder } from './image-folder.ts';
import { noFacts, portionRows } from './portion-rows.ts';
import type { Recipe } from './recipe.ts';
import type { Rows } from './rows.ts';
import { rowsFor } from './rows-for.ts';
import { setAside } from './set-aside.ts';
import { taskOfNumbers, taskRemarksOfNumbers } from './task-of.ts';
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

/** Arrays of NumPy, or images with labels. */
export const fromArrays = async (
  rows: Exclude<Rows, { readonly kind: 'table' }>,
  options: TrainingDataOptions,
): Promise<Either<CliError, TrainingData>> => {
  const { data, target } = options;
  const arrays =
    rows.kind === 'arrays'
      ? rows.arrays
      : { x: rows.x, ...(rows.y === undefined ? {} : { y: rows.y }) };
  if (rows.kind === 'images' && rows.y === undefined)
    return unusable(
      `'${data}' holds images without labels; name the file with them: --labels FILE`,
    );
  const names = Object.keys(arrays);
  const yName = target ?? 'y';
  const others = [yName, options.group, options.weights];
  const xName = names.includes('x') ? 'x' : names.find((name) => !others.includes(name));
  const [x, y] = [xName === undefined ? undefined : arrays[xName], arrays[yName]];
  if (x === undefined || y === undefined || x.rank < 2 || y.rank !== 1 || x.shape[0] !== y.shape[0])
    return unusable(
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
  const portions = portionRows({ y, task, classes: recipe.classes ?? [] }, options, {
    ...noFacts,
    valuesOf: (name) => {
      const { shape, data: values } = arrays[name] ?? { shape: [], data: [] };
      return shape.length === 1 && shape[0] === y.shape[0] ? values : undefined;
    },
  });
  if (isLeft(portions)) return portions;
  const { shares, weights } = portions.right;
  return setAside(
    { x: whole.right.x, y, ...(weights === undefined ? {} : { weights }) },
    shares,
    {
      ...{ recipe, classes },
      remarks: options.task === undefined ? taskRemarksOfNumbers(yName, y.data, task) : [],
    },
    options,
    { standardize: rows.kind === 'arrays' },
  );
};
