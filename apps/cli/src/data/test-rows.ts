import { applyTransform } from '@puregrad/data';
import { sizeOf, type Tensor } from '@puregrad/tensors';
import { type Either, flatMap, isLeft, map, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { type LabelledRows, labelledRows } from './labelled-rows.ts';
import { readLike } from './read-like.ts';
import type { Reading } from './reading.ts';
import type { Rows } from './rows.ts';
import { type NetworkRows, rowsFor } from './rows-for.ts';
import type { Trained } from './trained.ts';

/** Inputs of rows as a model's network takes them. */
const scaled = ({ path, model }: Trained, x: Tensor, data: string): Either<CliError, Tensor> => {
  const features = x.shape[1]!;
  const wanted = sizeOf([model.network.input].flat());
  if (features !== wanted)
    return unusable(`'${path}' takes ${wanted} features; '${data}' has ${features}`);
  return right(model.transform === undefined ? x : applyTransform(model.transform)(x));
};

/** The rows of a file as a trained network takes them; of a folder of images, those for a test. */
export const loadTestRows = async (
  trained: Trained,
  data: string,
  reading: Reading = {},
): Promise<Either<CliError, NetworkRows>> => {
  const made = flatMap((rows: Rows) => rowsFor(trained.recipe, rows, data))(
    await readLike(trained.recipe, data, { ...trained.reading, ...reading }),
  );
  if (isLeft(made)) return made;
  const { x, y } = made.right;
  return map((as: Tensor): NetworkRows => ({ x: as, y }))(scaled(trained, x, data));
};

/** The rows of a file that have a target, as a trained network takes them. */
export const loadLabelledRows = async (
  trained: Trained,
  data: string,
  reading: Reading = {},
): Promise<Either<CliError, LabelledRows>> => {
  const made = flatMap((rows: Rows) => labelledRows(trained.recipe, rows, data))(
    await readLike(trained.recipe, data, { ...trained.reading, ...reading }),
  );
  if (isLeft(made)) return made;
  const { known, strangers } = made.right;
  const x = scaled(trained, known.x, data);
  if (isLeft(x)) return x;
  const strange = strangers === undefined ? undefined : scaled(trained, strangers.x, data);
  if (strange !== undefined && isLeft(strange)) return strange;
  return right({
    ...made.right,
    known: { x: x.right, y: known.y },
    strangers: strangers && { ...strangers, x: strange!.right },
  });
};
