import { scaleToUnit, tensorOfIdx } from '@puregrad/data';
import { readIdxFile } from '@puregrad/data/node';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { Rows } from './rows.ts';

/** Reads IDX images, with the labels of another file if it is given. */
export const readImages = async (
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
