import { pipe } from '@puregrad/tensors';
import { lockFile } from '@puregrad/trainer/node';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type InputError, inputError } from './errors.ts';

/** Does work on a file or folder that one process at a time may use. A second one learns which process has it. */
export const oneAtATime = <E, A>(
  { named, path }: { readonly named: string; readonly path: string },
  work: TE.TaskEither<E, A>,
): TE.TaskEither<E | InputError, A> =>
  pipe(
    lockFile(path),
    TE.mapLeft(({ _tag, message }) =>
      inputError(
        _tag === 'LockedError' ? `${named} is in use: ${message}` : `${named}: ${message}`,
      ),
    ),
    // Not a bracket of fp-ts, which keeps the lock if the work throws.
    TE.flatMap((lock) => () => work().finally(() => lock.release())),
  );
