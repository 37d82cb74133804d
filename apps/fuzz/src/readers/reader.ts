import { type Either, isLeft } from 'fp-ts/lib/Either.js';
import type { Mutation } from './mutations/mutation.ts';

export type Result<A = unknown> = Either<unknown, A>;

/** A reader of files, with its seeds, mutations and limits. */
export interface Reader {
  readonly name: string;
  /** The exported functions that the reader calls, for the check that none is left out. */
  readonly functions: readonly string[];
  /** Valid files, made by our own writers. */
  readonly seeds: () => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** Mutations that know the format of the file. */
  readonly mutations: readonly Mutation[];
  readonly read: (bytes: Uint8Array) => Result | Promise<Result>;
  /** Hostile files that mutations do not find. */
  readonly hostile?: () => readonly Uint8Array[];
  /** The bytes that may be allocated for each byte of the file, in addition to `SLACK`. */
  readonly multiple: number;
  /** Uses the value: writes it, reads it again. May throw. */
  readonly follow?: (value: unknown) => Followed | undefined;
}

/** Two values that should be equal. */
export interface Followed {
  readonly was: unknown;
  readonly is: unknown;
}

type Of<A> = Omit<Reader, 'read' | 'follow'> & {
  readonly read: (bytes: Uint8Array) => Result<A> | Promise<Result<A>>;
  readonly follow?: (value: A) => Followed | undefined;
};

/** A reader, whatever the type of what it reads. */
export const reader = <A>({ follow, ...rest }: Of<A>): Reader => ({
  ...rest,
  ...(follow === undefined ? {} : { follow: (value: unknown) => follow(value as A) }),
});

/** A value, and the result of writing and reading it. A failure to read counts as a different value. */
export const again = <A>(was: A, read: Either<unknown, A>): Followed => ({
  was,
  is: isLeft(read) ? read : read.right,
});
