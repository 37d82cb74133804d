import { adopt, pipe, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import {
  bind,
  chain,
  Do,
  type Either,
  left,
  map,
  right,
  traverseArrayWithIndex,
} from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { type Dataset, type DatasetOptions, dataset } from '../dataset.ts';
import { isRecord, parseJson, showJson } from '../json.ts';

export interface ParseDatasetJsonOptions extends DatasetOptions {
  /** The name of the text in errors, such as its path; `the JSON text` by default. */
  readonly source?: string;
}

/**
 * Parses the dataset in a JSON text `{ "x": [[…], …], "y": […] }`: rows of numbers (float32), and for each row a
 * label (int32) or, with `targets: 'numbers'`, a number (float32).
 *
 * @returns Left if the text is not JSON or not such an object; naming the place, such as `x[3][1]`, of an invalid
 * number, or a row that is longer or shorter than the first; and as for `dataset`.
 * @example
 * ```ts
 * import { parseDatasetJson } from '@puregrad/data/table';
 * const data = parseDatasetJson('{ "x": [[0, 1], [1, 1]], "y": [1, 0] }');
 * data._tag === 'Right' && data.right.x.shape; // => [2, 2]
 * ```
 */
export const parseDatasetJson = (
  text: string,
  options: ParseDatasetJsonOptions = {},
): Either<DataError, Dataset> => {
  checkOptions('parseDatasetJson', { text }, { text: 'string' });
  const { source = 'the JSON text', targets = 'labels' } = checkOptions(
    'parseDatasetJson',
    options,
    { source: 'string?', targets: "'labels'|'numbers'?" },
  );
  return pipe(
    parseJson(source, text),
    chain((value) => {
      const { x, y } = isRecord(value) ? value : {};
      if (!Array.isArray(x) || !Array.isArray(y)) return left(notDataset(source));
      const labels = targets === 'labels';
      return pipe(
        Do,
        bind('x', () => matrixOf(source, x)),
        bind('y', () => numbersOf(source, 'y', y, labels ? isInt32 : isFloat32)),
        chain((read) => {
          const numbers = labels ? Int32Array.from(read.y) : Float32Array.from(read.y);
          return dataset(read.x, adopt(numbers, [read.y.length]), { targets });
        }),
      );
    }),
  );
};

/** Rows of the same length as the first. */
const matrixOf = (source: string, rows: readonly unknown[]): Either<DataError, Tensor> => {
  const width = Array.isArray(rows[0]) ? rows[0].length : 0;
  return pipe(
    rows,
    traverseArrayWithIndex((i, row) =>
      Array.isArray(row) && row.length === width
        ? numbersOf(source, `x[${i}]`, row, isFloat32)
        : left(raggedRow(source, i, width, row)),
    ),
    map((lists) => adopt(Float32Array.from(lists.flat()), [rows.length, width])),
  );
};

interface Kind {
  readonly name: string;
  readonly has: (value: number) => boolean;
}

const isFloat32: Kind = {
  name: 'a number that float32 holds',
  has: (value) => Number.isFinite(Math.fround(value)),
};

const isInt32: Kind = {
  name: "a whole number that int32 holds (for real targets pass { targets: 'numbers' })",
  has: (value) => value === (value | 0),
};

const numbersOf = (
  source: string,
  list: string,
  values: readonly unknown[],
  kind: Kind,
): Either<DataError, readonly number[]> =>
  pipe(
    values,
    traverseArrayWithIndex((i, value) =>
      typeof value === 'number' && kind.has(value)
        ? right(value)
        : left<DataError>({
            _tag: 'InvalidJson',
            source,
            message: `${source}: ${list}[${i}] is ${showJson(value)}, where ${kind.name} was expected; correct it, or leave its row out`,
          }),
    ),
  );

const notDataset = (source: string): DataError => ({
  _tag: 'InvalidJson',
  source,
  message: `${source}: expected { "x": [[…], …], "y": […] }; for an array of objects call parseRowsJson`,
});

const raggedRow = (source: string, row: number, width: number, got: unknown): DataError => ({
  _tag: 'InvalidJson',
  source,
  message: `${source}: x[${row}] is ${Array.isArray(got) ? `a list of ${got.length}` : showJson(got)}, where a list of ${width} numbers was expected, as in x[0]; correct the row`,
});
