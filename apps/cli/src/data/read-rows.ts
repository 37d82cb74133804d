import type { Either } from 'fp-ts/lib/Either.js';
import { BUILT_IN } from '../built-in.ts';
import { type CliError, unusable } from '../errors.ts';
import { DATA, formatOf } from './formats.ts';
import type { Reading } from './reading.ts';
import type { Rows } from './rows.ts';

/** Reads a file by the form that its name tells. */
export const readRows = async (
  name: string,
  reading: Reading = {},
): Promise<Either<CliError, Rows>> => {
  const path = BUILT_IN.get(name) ?? name;
  const format = formatOf(path);
  return format === undefined
    ? unusable(`'${name}' has an unknown file type; use ${DATA}`)
    : format.read(path, reading);
};
