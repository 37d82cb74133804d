import * as z from 'zod';
import { itemsOf, lineOf } from '../names-in-line.ts';

/** How the text of an option becomes a value, and back. A config file holds the value. */
export interface Codec<V> {
  readonly schema: z.ZodType<V, string>;
  /** The values allowed; completes "must be …". */
  readonly allowed: string;
  /** The names to choose from. */
  readonly choices?: readonly string[];
  /** A switch is a flag without a text. */
  readonly isSwitch?: boolean;
  /** A list is given by the flag several times, an item each. */
  readonly isList?: boolean;
}

/** A name that zod leaves out of records. */
const UNKEPT = '__proto__';

/** `Number` reads an empty text as 0. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

const numeric = (allowed: string, schema: z.ZodType<number, number>): Codec<number> => ({
  schema: z.codec(z.string(), schema, { decode: numberOf, encode: String }),
  allowed,
});

export const whole = (from: number, to = Number.MAX_SAFE_INTEGER): Codec<number> => {
  const upTo = to === Number.MAX_SAFE_INTEGER ? '' : ` to ${to.toLocaleString('en-US')}`;
  return numeric(`a whole number from ${from}${upTo}`, z.int().min(from).max(to));
};

export const above0: Codec<number> = numeric('a number above 0', z.number().positive());

export const from0: Codec<number> = numeric('a number from 0', z.number().nonnegative());

/** In [0, 1). */
export const probability: Codec<number> = numeric(
  'a number from 0 up to, but not including, 1',
  z.number().gte(0).lt(1),
);

/** In (0, 1). */
export const share: Codec<number> = numeric('a share above 0 and below 1', z.number().gt(0).lt(1));

export const text: Codec<string> = { schema: z.string(), allowed: 'a text' };

export const toggle: Codec<boolean> = {
  schema: z.stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' }),
  allowed: 'true or false',
  isSwitch: true,
};

/** The names in a table, in its order. */
export const namesIn = <T extends object>(table: T): readonly (keyof T & string)[] =>
  Object.keys(table) as (keyof T & string)[];

export const oneOf = <const N extends string>(names: readonly N[]): Codec<N> => ({
  schema: z.codec(z.string(), z.enum(names), {
    decode: (name) => name as N,
    encode: (name) => name,
  }),
  allowed: `one of ${names.join(', ')}`,
  choices: names,
});

export const texts: Codec<readonly string[]> = {
  schema: z.codec(z.string(), z.array(z.string()), {
    decode: (lines) => lines.split('\n'),
    encode: (items) => items.join('\n'),
  }),
  allowed: 'a list of texts',
  isList: true,
};

/** Widths of layers: `256,128`, or `none`. */
export const widths: Codec<readonly number[]> = {
  schema: z.codec(z.string(), z.array(z.int().min(1)), {
    decode: (text) => (text === 'none' ? [] : text.split(',').map(numberOf)),
    encode: (list) => (list.length === 0 ? 'none' : list.join(',')),
  }),
  allowed: 'widths from 1 separated by commas, such as 256,128, or none',
};

/** A file, or a share of the rows. */
export const fileOrShare: Codec<string | number> = {
  schema: z.codec(z.string(), z.union([z.number().gt(0).lt(1), z.string()]), {
    decode: (text) => (/^[\d.]+$/.test(text) ? Number(text) : text),
    encode: String,
  }),
  allowed: 'a file, or a share of the rows above 0 and below 1',
};

/** `balanced`, or a weight for each name that is given: `ok=1,fraud=50`. */
export const classWeights: Codec<'balanced' | Readonly<Record<string, number>>> = {
  schema: z.codec(
    z.string(),
    z.union([
      z.literal('balanced'),
      z
        .record(z.string(), z.number().nonnegative())
        .refine((weights) => Object.values(weights).some((weight) => weight > 0)),
    ]),
    {
      decode: (text, context) => {
        if (text === 'balanced') return text;
        const parts = text.split(',');
        const pairs = parts.flatMap((part) => {
          const at = part.lastIndexOf('=');
          return at < 1 || part.slice(0, at).trim() === UNKEPT
            ? []
            : [[part.slice(0, at).trim(), numberOf(part.slice(at + 1))] as const];
        });
        if (new Set(pairs.map(([name]) => name)).size === parts.length)
          return Object.fromEntries(pairs);
        context.issues.push({ code: 'custom', input: text, message: 'not a list of weights' });
        return z.NEVER;
      },
      encode: (weights) =>
        weights === 'balanced'
          ? weights
          : Object.entries(weights)
              .map(([name, weight]) => `${name}=${weight}`)
              .join(','),
    },
  ),
  allowed: 'balanced, or weights from 0 by class, not all 0, such as ok=1,fraud=50',
};

/** A positive number for each name that is given: `shift=2,rotation=10`, or `none`. */
export const sizes = <S extends z.ZodObject>(value: S): Codec<z.output<S>> => {
  const names = Object.keys(value.shape);
  return {
    schema: z.codec(z.string(), value, {
      decode: (text, context) => {
        if (text === 'none') return {} as z.input<S>;
        const pairs = text.split(',').map((pair) => pair.split('='));
        const isOnce = new Set(pairs.map(([name]) => name!.trim())).size === pairs.length;
        if (isOnce && pairs.every((pair) => pair.length === 2))
          return Object.fromEntries(
            pairs.map(([name, size]) => [name!.trim(), numberOf(size!)]),
          ) as z.input<S>;
        context.issues.push({ code: 'custom', input: text, message: 'not a list of sizes' });
        return z.NEVER;
      },
      encode: (sizes) =>
        Object.entries(sizes)
          .map(([name, size]) => `${name}=${size}`)
          .join(',') || 'none',
    }),
    allowed: `sizes by name, such as ${names[0]}=2,${names[1]}=10; the names are ${names.join(', ')}`,
  };
};

/** Names separated by commas; a name with a comma stands in double quotes. */
export const names = (allowed: string): Codec<readonly string[]> => ({
  schema: z.codec(z.string(), z.array(z.string()).min(1), { decode: itemsOf, encode: lineOf }),
  allowed,
});

/** One of several choices for each name that is given: `zip=category,day=date`. */
export const choicesByName = <const N extends string>(
  choices: readonly N[],
): Codec<Readonly<Record<string, N>>> => ({
  schema: z.codec(z.string(), z.record(z.string(), z.enum(choices)), {
    decode: (text, context) => {
      // A name may hold an equals sign itself.
      const pairs = itemsOf(text).map((item) => {
        const at = item.lastIndexOf('=');
        return [item.slice(0, Math.max(at, 0)).trim(), item.slice(at + 1).trim()] as const;
      });
      const isOnce = new Set(pairs.map(([name]) => name)).size === pairs.length;
      if (isOnce && pairs.length > 0 && pairs.every(([name]) => name !== '' && name !== UNKEPT))
        return Object.fromEntries(pairs) as Record<string, N>;
      context.issues.push({ code: 'custom', input: text, message: 'not a list of pairs' });
      return z.NEVER;
    },
    encode: (pairs) => lineOf(Object.entries(pairs).map(([name, choice]) => `${name}=${choice}`)),
  }),
  allowed: `name=kind, separated by commas; the kinds are ${choices.join(', ')}`,
});
