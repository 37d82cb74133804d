import { readFile } from 'node:fs/promises';
import { fileError } from '@puregrad/data/node';
import { removeStaleTemporaries } from '@puregrad/trainer/node';
import { decodeSearchState, type SearchState, type Strategy } from '@puregrad/trainer/search';
import { type Either, mapLeft, right } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type InputError, inputError, unusable } from '../errors.ts';

/** The state that an earlier search saved in a file, which is locked; undefined if there is no file. */
export const readState =
  <C>(path: string, strategy: Strategy<C>): TaskEither<InputError, SearchState | undefined> =>
  async (): Promise<Either<InputError, SearchState | undefined>> => {
    await removeStaleTemporaries(path, { areOthersLocked: true });
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const { _tag, message } = fileError('read', path, error);
      return _tag === 'FileNotFound' ? right(undefined) : unusable(`--state: ${message}`);
    }
    return mapLeft(({ message }: { readonly message: string }) =>
      inputError(`--state '${path}': ${message}; name another file`),
    )(decodeSearchState(text, strategy));
  };
