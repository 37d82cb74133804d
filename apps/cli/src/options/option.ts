import type { Optimizer } from '@puregrad/optimizers';
import * as z from 'zod';
import type { Codec } from './codec.ts';

/** What an option is about: a section of the guide, and a line in which a run tells its plan. */
export type Group =
  | 'data'
  | 'network'
  | 'regularization'
  | 'optimization'
  | 'search'
  | 'run'
  | 'output';

/** How `search` may vary an option: by listed values only, or by a range as well. */
export type Variation = 'choices' | 'linear' | 'logarithmic' | 'whole';

/** The facts that defaults depend on. */
export interface Facts {
  /** Training examples. */
  readonly examples: number;
  readonly areImages: boolean;
}

/** The value of an option that is not given. */
export type Fallback<V> =
  | { readonly kind: 'value'; readonly value: V }
  /** A technique that is off unless it is asked for. */
  | { readonly kind: 'off'; readonly value: V }
  /** There is no value. */
  | { readonly kind: 'none'; readonly text?: string }
  /** Depends on other options, which `from` names. */
  | { readonly kind: 'derived'; readonly text: string; readonly from: (request: never) => V }
  /** Depends on the data, and on options that stand earlier in the table. */
  | {
      readonly kind: 'byData';
      readonly text: string;
      readonly decide: (facts: Facts, settings: never) => V;
    };

/** One option of a command: all that is known of it. */
export interface Option<V, F extends Fallback<V> = Fallback<V>> {
  readonly group: Group;
  /** What the flag takes, as help shows it; a switch takes nothing. */
  readonly arg?: string;
  readonly help: string;
  readonly codec: Codec<V>;
  readonly fallback: F;
  /** Without it `search` leaves the option alone. */
  readonly vary?: Variation;
  /** The help of the flag `--no-…` that switches it off. */
  readonly negation?: string;
  /** How a run tells the value; by default the option's name and text. */
  readonly tell?: (value: V) => string;
  /** The headline of a run tells it already. */
  readonly isInHeadline?: boolean;
  /** The values that other options of the request rule out: completes "must be …". */
  readonly conflict?: (request: never) => string | undefined;
  /** The option's effect on the optimizer. */
  readonly wrap?: (value: V) => (base: Optimizer) => Optimizer;
}

/** An option of any type of value. */
// biome-ignore lint/suspicious/noExplicitAny: values of all types stand in one table.
export type AnyOption = Option<any, any>;

export type Options = { readonly [name: string]: AnyOption };

/** Checks the parts of an option against each other. */
export const option = <V, const F extends Fallback<V>>(about: Option<V, F>): Option<V, F> => about;

type ValueOf<O extends AnyOption> = O['codec'] extends Codec<infer V> ? V : never;

/** Values as a user asked for them; what the data decide is open. */
export type Requested<T extends Options> = {
  readonly [K in keyof T]: T[K]['fallback']['kind'] extends 'value' | 'off' | 'derived'
    ? ValueOf<T[K]>
    : ValueOf<T[K]> | undefined;
};

/** Values when the data have been seen. */
export type Decided<T extends Options> = {
  readonly [K in keyof T]: T[K]['fallback']['kind'] extends 'none'
    ? ValueOf<T[K]> | undefined
    : ValueOf<T[K]>;
};

/** A default for tables, and another for images. */
export const byKind = <V>(codec: Codec<V>, table: V, images: V) =>
  ({
    kind: 'byData',
    text: `${textOf({ codec }, table)}; ${textOf({ codec }, images)} for images`,
    decide: ({ areImages }: Pick<Facts, 'areImages'>): V => (areImages ? images : table),
  }) as const;

/** `batchNorm` as a flag: `batch-norm`. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** `batch-norm` as a name: `batchNorm`. */
export const camel = (flag: string): string =>
  flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A value as the text of its flag. */
export const textOf = <V>({ codec }: { readonly codec: Codec<V> }, value: V): string =>
  z.encode(codec.schema, value);

/** The default as help tells it; undefined for switches that are off. */
export const defaultOf = (one: AnyOption): string | undefined => {
  const fallback = one.fallback as Fallback<unknown>;
  switch (fallback.kind) {
    case 'value':
    case 'off':
      return one.codec.isSwitch ? undefined : textOf(one, fallback.value);
    default:
      return fallback.text;
  }
};

/** The help of an option, with its default. */
export const helpOf = (one: AnyOption): string => {
  const fallback = defaultOf(one);
  return fallback === undefined ? one.help : `${one.help} (default: ${fallback})`;
};
