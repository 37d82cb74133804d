import { basename } from 'node:path';
import type { Either } from 'fp-ts/lib/Either.js';
import { BUILT_IN } from '../built-in.ts';
import { type CliError, unusable } from '../errors.ts';
import { DATA, formats, type ReadOptions } from './formats.ts';
import type { Rows } from './rows.ts';

/** Reads a file by the form that its name tells, compressed or not. */
export const readRows = async (
  name: string,
  options: ReadOptions = {},
): Promise<Either<CliError, Rows>> => {
  const path = BUILT_IN.get(name) ?? name;
  const file = basename(path).replace(/\.gz$/, '');
  const format = formats.find(({ matches }) => matches.test(file));
  return format === undefined
    ? unusable(`'${name}' has an unknown file type; use ${DATA}`)
    : format.read(path, options);
};
