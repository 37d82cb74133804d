/** A valid call of an export; what is tried are its arguments, each field of them replaced by a wrong value. */
export interface Call {
  /** New ones at each attempt. */
  readonly args: () => readonly unknown[];
  /** The function to call, if it is not the export itself but a function that it returns. */
  readonly of?: (exported: never) => unknown;
  /** Uses the result in a valid way, since a wrong value may show only then. Promises are awaited. */
  readonly use?: (result: never) => unknown;
  /** Paths of arguments that take more kinds of values than the one given, and which: `0.shape`. */
  readonly also?: { readonly [path: string]: readonly Kind[] };
  /** Paths of numbers of steps: a huge one is a long run, as was asked. */
  readonly long?: readonly string[];
  /** Whether the valid call returns a `Left`: for a missing file, for example. */
  readonly left?: boolean;
  /** Paths that are left as they are: files that would be written, say. */
  readonly fixed?: readonly string[];
}

/** The role of a value: a call that expects one of these cannot use the others. */
export type Kind =
  | 'nothing'
  | 'null'
  | 'number'
  /** A number that is none: data may hold it, settings must not. */
  | 'NaN'
  | 'string'
  | 'boolean'
  | 'function'
  | 'tensor'
  | 'array'
  | 'typed array'
  | 'object'
  /** Any names of fields. */
  | 'names'
  | 'any';

/** Why an export is called nowhere. */
export interface NotCalled {
  readonly notCalled: string;
}

/** The valid calls of all exports of a module: one without an entry does not compile. */
export type Calls<M> = { readonly [K in keyof M]: readonly Call[] | NotCalled };

export const call = (args: Call['args'], more: Omit<Call, 'args'> = {}): readonly Call[] => [
  { args, ...more },
];

export const notCalled = (reason: string): NotCalled => ({ notCalled: reason });
