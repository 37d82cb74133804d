import type { WordArray } from '@puregrad/data';
import { type Column, categoryColumn, numberColumn, type Table } from '@puregrad/data/table';
import { reshape, showShape, type Tensor } from '@puregrad/tensors';
import { type Either, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { itemsOf } from '../names-in-line.ts';
import type { Reading } from './reading.ts';

/** An array of a NumPy file. */
export type NumpyArray = Tensor | WordArray;

/** The arrays of a .npz file by name. */
export type NumpyArrays = Readonly<Record<string, NumpyArray>>;

/** The array that holds the inputs: `x`, or the first one that is not another column. */
const inputsOf = (arrays: NumpyArrays, others: readonly string[]): string | undefined =>
  'x' in arrays ? 'x' : Object.keys(arrays).find((name) => !others.includes(name));

/** The names of the columns of an array of shape `[rows, …]`: the array's name, with an index if there are several. */
const columnNames = (name: string, width: number, isVector: boolean): readonly string[] =>
  isVector ? [name] : Array.from({ length: width }, (_, i) => `${name}[${i}]`);

const columnsOf = (name: string, array: NumpyArray): readonly Column[] => {
  const [rows = 0] = array.shape;
  const count = 'words' in array ? array.words.length : array.size;
  const width = rows === 0 ? 0 : count / rows;
  return columnNames(name, width, array.shape.length === 1).map((column, i) => {
    if ('words' in array)
      return categoryColumn(
        column,
        Array.from({ length: rows }, (_, row) => array.words[row * width + i] || null),
      );
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = array.data[row * width + i]!;
    return numberColumn(column, values);
  });
};

/** Whether each row has a single 1 among zeros. */
const isOneHot = ({ data, shape }: Tensor): boolean => {
  const width = shape[1]!;
  if (width < 2) return false;
  let ones = 0;
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== 0 && data[i] !== 1) return false;
    ones += data[i]!;
    if ((i + 1) % width === 0) {
      if (ones !== 1) return false;
      ones = 0;
    }
  }
  return true;
};

const describe = (arrays: NumpyArrays): string =>
  Object.entries(arrays)
    .map(([name, { shape }]) => `${name} ${showShape(shape)}`)
    .join(', ') || 'nothing';

/** A target of shape `[rows, 1]` is one of shape `[rows]`. */
const flat = (y: NumpyArray): NumpyArray => {
  const [rows, width] = y.shape;
  if (y.shape.length !== 2 || width !== 1) return y;
  return 'words' in y ? { ...y, shape: [rows!] } : reshape(y, [rows!]);
};

/**
 * The arrays of a .npz file as a table: columns `x[0]`, `x[1]`, … of the inputs, and the target. Each row keeps its
 * index in the arrays.
 *
 * @param given the name of the target, `y` by default, or several separated by commas, and of arrays that are columns
 * beside the inputs. A target that is not named may be absent.
 */
export const tableOfArrays = (
  arrays: NumpyArrays,
  file: string,
  { target: given, beside = [] }: Pick<Reading, 'target' | 'beside'>,
): Either<CliError, Table> => {
  const target = given ?? 'y';
  const names = Object.hasOwn(arrays, target) ? [target] : [...new Set(itemsOf(target))];
  const inputs = inputsOf(arrays, [...names, ...beside]);
  const x = inputs === undefined ? undefined : arrays[inputs];
  const targets = names.flatMap((name) =>
    Object.hasOwn(arrays, name) ? [[name, flat(arrays[name]!)] as const] : [],
  );
  const rows = x?.shape[0];
  const isFitting =
    targets.every(([, { shape }]) => shape.length <= 2 && shape[0] === rows) &&
    (given === undefined || targets.length === names.length);
  if (x === undefined || x.shape.length < 2 || !isFitting)
    return unusable(
      `'${file}' holds ${describe(arrays)}; expected x of shape [rows, features] and y of shape [rows] or [rows, targets]; name the array to learn with --target`,
    );
  const oneHot = targets.find(([, y]) => !('words' in y) && y.rank === 2 && isOneHot(y));
  if (oneHot !== undefined) {
    const [name, { shape }] = oneHot;
    return unusable(
      `'${file}': ${name} of shape ${showShape(shape)} is one-hot; save the index of each class instead, ${name}.argmax(axis=1)`,
    );
  }
  const others = beside.flatMap((name) => {
    const array = Object.hasOwn(arrays, name) ? flat(arrays[name]!) : undefined;
    return array?.shape.length === 1 && array.shape[0] === rows ? columnsOf(name, array) : [];
  });
  const columns = [
    ...columnsOf(inputs!, x),
    ...others,
    ...targets.flatMap(([name, y]) => columnsOf(name, y)),
  ];
  return right({ columns, rows: rows!, source: `'${file}'` });
};
