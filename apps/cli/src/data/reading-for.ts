import { readFile } from 'node:fs/promises';
import { fileError } from '@puregrad/data/node';
import { decodeTableSchema, type TableSchema } from '@puregrad/data/table';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { type Reading, readingOf } from './reading.ts';
import type { TrainingDataOptions } from './training-types.ts';

/** How the data of a training are read: by the options, and by the file that `--schema` names, if there is one. */
export const readingFor = async (
  options: TrainingDataOptions,
): Promise<Either<CliError, Reading>> => {
  const { labels, target, group, weights, types, ignore = [] } = options;
  const schema = options.schema === undefined ? right(undefined) : await schemaIn(options.schema);
  if (isLeft(schema)) return schema;
  const ignored = Object.fromEntries(ignore.map((name) => [name, 'ignore' as const]));
  return right({
    ...readingOf(options),
    strays: 'missing',
    ...{ labels, target },
    types: { ...types, ...ignored },
    beside: [group, weights].filter((name) => name !== undefined),
    ...(schema.right === undefined ? {} : { schema: schema.right }),
  });
};

/** The schema in a file; undefined if there is no such file. */
const schemaIn = async (path: string): Promise<Either<CliError, TableSchema | undefined>> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? right(undefined) : left(fileError('read', path, error));
  }
  const schema = decodeTableSchema(text);
  return isLeft(schema) ? unusable(`--schema '${path}': ${schema.left.message}`) : schema;
};
