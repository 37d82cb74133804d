/** A valid call of an export; what is tried are its arguments, each field of them replaced by a wrong value. */
export interface Call {
  /** New ones at each attempt. */
  readonly args: () => readonly unknown[];
  /** What is called, where it is not the export itself but a function that it makes. */
  readonly of?: (exported: never) => unknown;
  /** Uses validly what the call gave, for a wrong value may show only then. Promises are awaited. */
  readonly use?: (result: never) => unknown;
  /** Paths of arguments that take more kinds of values than the one given, and which: `0.shape`. */
  readonly also?: { readonly [path: string]: readonly Kind[] };
  /** Paths of numbers of steps: a huge one is a long run, as was asked. */
  readonly long?: readonly string[];
  /** Whether the valid call gives a `Left`: that a file is missing, say. */
  readonly left?: boolean;
  /** Paths that are left as they are: files that would be written, say. */
  readonly fixed?: readonly string[];
}

/** What a value is for people: a call that wants one of these has no use for the others. */
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
