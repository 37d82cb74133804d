import type { Tensor } from '@puregrad/tensors';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { Task } from '../task.ts';
import type { ImageFolder, Rows } from './read-rows.ts';
import type { Recipe } from './recipe.ts';
import { rowsFor } from './rows-for.ts';
import { divideRows, holdOut, limited, setAside } from './set-aside.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

const largestLabel = ({ data }: Tensor): number => {
  let largest = 0;
  for (const label of data) largest = Math.max(largest, label);
  return largest;
};

/** Images in MNIST's form, which have test rows of their own. */
export const fromImageFolder = (
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

/** Arrays of NumPy, or images with labels. */
export const fromArrays = async (
  rows: Exclude<Rows, { readonly kind: 'table' }>,
  options: TrainingDataOptions,
): Promise<Either<string, TrainingData>> => {
  const { data, target } = options;
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
  return setAside(
    { x: whole.right.x, y },
    divideRows(y, task, options),
    { recipe, classes, remarks: [] },
    options,
    { standardize: rows.kind === 'arrays' },
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
