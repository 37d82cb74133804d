import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../../data-error.ts';

/** A fault of a source, thrown inside of the reader, which works step by step; the reader returns its reason. */
export class TableFault extends Error {
  readonly reason: DataError;
  constructor(reason: DataError) {
    super(reason.message);
    this.reason = reason;
  }
}

/** The reason of a fault. Other errors are thrown on. */
export const reasonOf = (error: unknown): DataError => {
  if (error instanceof TableFault) return error.reason;
  throw error;
};

/** The value of a computation, or the reason of its fault. Other errors are thrown on. */
export const orReason = <T>(compute: () => T): Either<DataError, T> => {
  try {
    return right(compute());
  } catch (error) {
    return left(reasonOf(error));
  }
};

/** `orReason` of an asynchronous computation. */
export const orReasonLater = async <T>(
  compute: () => Promise<T>,
): Promise<Either<DataError, T>> => {
  try {
    return right(await compute());
  } catch (error) {
    return left(reasonOf(error));
  }
};
