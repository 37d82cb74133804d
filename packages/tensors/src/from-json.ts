import type { Either } from 'fp-ts/lib/Either.js';
import { allocate, type DType, isDType } from './dtype.ts';
import { TreeError } from './errors.ts';
import { isPlainObject } from './realm.ts';
import { showShape, sizeOf } from './shape.ts';
import { withArticle } from './show-value.ts';
import { ConcreteTensor, type Tensor } from './tensor.ts';
import type { Path, Static, Tree } from './tree.ts';

/** Why a JSON text holds no tree of tensors. */
export interface InvalidTensorJson {
  readonly _tag: 'InvalidTensorJson';
  readonly message: string;
}

/**
 * The tensor, or the tree of tensors, of what `JSON.stringify` made of it: the same elements, bit for bit (but for
 * the payload of NaNs). It takes the text, or what `JSON.parse` or a message channel gives of it.
 *
 * An object with `dtype` and `shape` is a tensor, a `TensorJson`. All else that trees hold is carried
 * along as JSON has it: `undefined` is missing, and a number of a tree's structure that is not finite has become null.
 *
 * Left, with the place: a text that is not JSON, a shape that `data` does not fill, elements that the dtype cannot
 * hold, what no tree holds. Elements of float32 are rounded, as by `tensor`; those beyond its range are
 * refused.
 *
 * @example
 * ```ts
 * import { fromJSON, tensor } from '@puregrad/tensors';
 * const text = JSON.stringify({ w: tensor([0.5, -Infinity]), steps: 3 });
 * text; // => '{"w":{"dtype":"float32","shape":[2],"data":[0.5,"-Infinity"]},"steps":3}'
 * const tree = fromJSON(text);
 * JSON.stringify(tree._tag === 'Right' && tree.right) === text; // => true
 * fromJSON('{"dtype":"float32","shape":[2],"data":[0.5]}');
 * // => { _tag: 'Left', left: { _tag: 'InvalidTensorJson',
 * // message: 'fromJSON: the root has 1 elements, which do not fill shape [2]' } }
 * ```
 */
export const fromJSON = (json: unknown): Either<InvalidTensorJson, Tree> => {
  try {
    return { _tag: 'Right', right: decode(typeof json === 'string' ? parse(json) : json, '', 0) };
  } catch (error) {
    if (!(error instanceof TreeError)) throw error;
    return { _tag: 'Left', left: { _tag: 'InvalidTensorJson', message: error.message } };
  }
};

const refuse = (path: Path, what: string): never => {
  throw new TreeError(`fromJSON: ${path === '' ? 'the root' : `'${path}'`} ${what}`);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse('', `is not a JSON text: ${(error as Error).message}`);
  }
};

const MOST_LEVELS = 1000;

const decode = (value: unknown, path: Path, level: number): Tree => {
  if (level > MOST_LEVELS) refuse(path, 'is nested too deeply');
  if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value))
    return value as Static;
  if (Array.isArray(value))
    return Array.from(value, (item, i) => decode(item, `${path}[${i}]`, level + 1));
  if (!isPlainObject(value))
    return refuse(path, `is a ${typeof value} that no JSON text gives; use toJSON() of tensors`);
  if (Object.hasOwn(value, 'dtype') && Object.hasOwn(value, 'shape'))
    return decodeTensor(value, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      decode(part, path === '' ? key : `${path}.${key}`, level + 1),
    ]),
  );
};

const decodeTensor = (value: Record<string, unknown>, path: Path): Tensor => {
  const { dtype, data } = value;
  if (!isDType(dtype))
    return refuse(path, `has dtype ${show(dtype)}, where float32, float64 or int32 is expected`);
  // A copy has no holes.
  const shape: unknown[] = Array.isArray(value.shape) ? Array.from(value.shape) : [-1];
  if (
    !shape.every((length): length is number => Number.isSafeInteger(length) && Number(length) >= 0)
  )
    return refuse(
      path,
      `has shape ${show(value.shape)}, where lengths, integers from 0, are expected`,
    );
  if (!Array.isArray(data) || Object.keys(value).length !== 3)
    return refuse(
      path,
      'has a dtype and a shape, and so must have a list `data`, and nothing else',
    );
  if (data.length !== sizeOf(shape))
    return refuse(path, `has ${data.length} elements, which do not fill shape ${showShape(shape)}`);
  const elements = allocate(dtype, data.length);
  for (let i = 0; i < data.length; i++) {
    const number = numberOf(data[i]);
    if (number === undefined || !holds(dtype, number))
      return refuse(
        path,
        `has ${show(data[i])} as element ${i}, which is not ${withArticle(dtype)} value`,
      );
    elements[i] = number;
  }
  return ConcreteTensor.of(shape, dtype, elements);
};

/** As errors show what came. */
const show = (value: unknown): string => {
  let text = typeof value === 'bigint' ? `${value}n` : 'what JSON cannot write';
  try {
    text = String(JSON.stringify(value));
  } catch {
    // Nested too deeply, or in a cycle, or a bigint.
  }
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number'
    ? Number.isFinite(value)
      ? value
      : undefined
    : value === 'NaN' || value === 'Infinity' || value === '-Infinity' || value === '-0'
      ? Number(value)
      : undefined;

const holds = (dtype: DType, number: number): boolean =>
  dtype === 'int32'
    ? (number | 0) === number
    : dtype === 'float64' || !Number.isFinite(number) || Number.isFinite(Math.fround(number));
