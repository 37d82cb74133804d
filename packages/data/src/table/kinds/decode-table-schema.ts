import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../../data-error.ts';
import { isArrayOf, isRecord, isString, parseJson } from '../../json.ts';
import type { ColumnSchema, TableSchema } from './column-schema.ts';

/**
 * Decodes how a file is read from the JSON text `JSON.stringify(schema)`.
 *
 * @returns Left if the text is not JSON, or not the schema of a table.
 * @example
 * ```ts
 * import { decodeTableSchema } from '@puregrad/data/table';
 * const column = { name: 'price', kind: 'number', decimal: ',', missing: [''] };
 * decodeTableSchema(JSON.stringify({ header: true, columns: [column] }))._tag; // => 'Right'
 * decodeTableSchema('{"columns":["price"]}')._tag; // => 'Left'
 * ```
 */
export const decodeTableSchema = (text: string): Either<DataError, TableSchema> => {
  const parsed = parseJson('the schema of the table', text);
  if (parsed._tag === 'Left') return parsed;
  return isTableSchema(parsed.right)
    ? right(parsed.right)
    : left({
        _tag: 'InvalidJson',
        source: 'the schema of the table',
        message:
          'the schema of the table is invalid: expected { delimiter?, header, columns }, every column with a name, a kind and its missing marks; write it again from a file that is read right',
      });
};

const isTableSchema = (value: unknown): value is TableSchema =>
  isRecord(value) &&
  (value.delimiter === undefined || isDelimiter(value.delimiter)) &&
  typeof value.header === 'boolean' &&
  isArrayOf(isColumn)(value.columns) &&
  new Set(value.columns.map(({ name }) => name)).size === value.columns.length;

const isDelimiter = (value: unknown): boolean =>
  isString(value) && value !== '' && !/["\r\n\uFEFF]/.test(value);

const isColumn = (value: unknown): value is ColumnSchema =>
  isRecord(value) &&
  isString(value.name) &&
  isOneOf(['number', 'category', 'date', 'text', 'ignore'])(value.kind) &&
  optional(value.decimal, ['.', ',']) &&
  optional(value.thousands, ['', ',', '.', ' ', "'"]) &&
  value.thousands !== (value.decimal ?? '.') &&
  (value.unit === undefined || isString(value.unit)) &&
  optional(value.order, ['ymd', 'dmy', 'mdy']) &&
  isArrayOf(isString)(value.missing);

const isOneOf =
  (allowed: readonly string[]) =>
  (value: unknown): boolean =>
    isString(value) && allowed.includes(value);

const optional = (value: unknown, allowed: readonly string[]): boolean =>
  value === undefined || isOneOf(allowed)(value);
