/** A valid call of an export. Attempts replace each field of its arguments by a wrong value. */
export interface Call {
  /** New arguments for each attempt. */
  readonly args: () => readonly unknown[];
  /** The function to call, if it is not the export itself but a function that it returns. */
  readonly of?: (exported: never) => unknown;
  /** Uses the result in a valid way, because a wrong value may have an effect only then. Promises are awaited. */
  readonly use?: (result: never) => unknown;
  /** Further kinds of values that arguments accept, by path, such as `0.shape`. */
  readonly also?: { readonly [path: string]: readonly Kind[] };
  /** Paths of numbers of steps: a huge number is valid, but the run takes too long. */
  readonly long?: readonly string[];
  /** Whether the valid call returns a `Left`: for a missing file, for example. */
  readonly left?: boolean;
  /** Paths that are not replaced, for example of files that would be written. */
  readonly fixed?: readonly string[];
}

/** The role of a value: a call that expects one of these cannot use the others. */
export type Kind =
  | 'nothing'
  | 'null'
  | 'number'
  /** NaN: data may hold it, settings must not. */
  | 'NaN'
  | 'string'
  | 'boolean'
  | 'function'
  | 'tensor'
  | 'array'
  | 'typed array'
  | 'object'
  /** An object with arbitrary field names. */
  | 'names'
  | 'any';

/** The reason why an export is not called. */
export interface NotCalled {
  readonly notCalled: string;
}

/** The valid calls of all exports of a module: one without an entry does not compile. */
export type Calls<M> = { readonly [K in keyof M]: readonly Call[] | NotCalled };

export const call = (args: Call['args'], more: Omit<Call, 'args'> = {}): readonly Call[] => [
  { args, ...more },
];

export const notCalled = (reason: string): NotCalled => ({ notCalled: reason });
