import {
  choice,
  type Dimension,
  integers,
  logUniform,
  uniformRange,
} from '@puregrad/trainer/search';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { type UsageError, usageError } from '../errors.ts';
import { type AnyOption, camel, kebab, type Options } from '../options/option.ts';

/** The texts that each varied option may have. */
export type Space = Readonly<Record<string, Dimension<string>>>;

/** Stricter than `Number`: neither an empty text, nor `0x10`, nor `Infinity`. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

const numberOf = (text: string): number => (NUMBER.test(text) ? Number(text) : Number.NaN);

/** The options of a table that a search may vary, as flags. */
const variableFlags = (table: Options): readonly string[] =>
  Object.entries(table).flatMap(([name, { vary }]) =>
    vary === undefined ? [] : [`--${kebab(name)}`],
  );

/** Dimensions from texts: `l2=1e-6..0.1` is a range, `hidden=64|128,64` are choices. */
export const parseSpace = (lines: readonly string[], table: Options): Either<UsageError, Space> => {
  const problems: string[] = [];
  const space: Record<string, Dimension<string>> = {};
  for (const line of lines) {
    const [, flag, values] = /^(?:--)?([\w-]+)=(.+)$/.exec(line) ?? [];
    const name = camel(flag ?? '');
    const dimension =
      flag === undefined || values === undefined
        ? left('write option=from..to, or option=one|another, such as l2=1e-6..0.1')
        : Object.hasOwn(space, name)
          ? left('this option is varied already')
          : dimensionOf(flag, values, table);
    if (isLeft(dimension)) problems.push(`--vary '${line}': ${dimension.left}`);
    else space[name] = dimension.right;
  }
  return problems.length > 0 ? left(usageError(problems)) : right(space);
};

const dimensionOf = (
  flag: string,
  values: string,
  table: Options,
): Either<string, Dimension<string>> => {
  const name = camel(flag);
  const one = Object.hasOwn(table, name) ? table[name]! : undefined;
  if (one === undefined) return left(`train has no option --${flag}`);
  if (one.vary === undefined)
    return left(`--${flag} cannot be varied, but only ${variableFlags(table).join(', ')}`);
  return values.includes('..') ? rangeOf(values, one) : choicesOf(values, one);
};

const choicesOf = (values: string, { codec }: AnyOption): Either<string, Dimension<string>> => {
  const texts = values.split('|');
  const wrong = texts.find((text) => !codec.schema.safeParse(text).success);
  return wrong === undefined
    ? right(choice(texts))
    : left(`each choice must be ${codec.allowed}, got '${wrong}'`);
};

const rangeOf = (values: string, { vary, codec }: AnyOption): Either<string, Dimension<string>> => {
  const bounds = values.split('..').map(numberOf);
  const [from, to] = bounds.length === 2 ? (bounds as [number, number]) : [NaN, NaN];
  if (vary === 'choices') return left('this option has no ranges; write choices: one|another');
  if (!(from < to && Number.isFinite(to - from)))
    return left('a range goes from a number to a larger one');
  if (vary === 'logarithmic' && from <= 0)
    return left('this range goes by magnitudes, so it must begin above 0');
  if (vary === 'whole' && !(Number.isSafeInteger(from) && Number.isSafeInteger(to)))
    return left('the bounds of this range must be whole numbers');
  const wrong = [from, to].find((bound) => !codec.schema.safeParse(String(bound)).success);
  if (wrong !== undefined) return left(`the option must be ${codec.allowed}, got '${wrong}'`);
  if (vary === 'logarithmic') return right(asText(logUniform(from, to)));
  return right(asText(vary === 'whole' ? integers(from, to) : uniformRange(from, to)));
};

/** Three digits are enough to tell settings from each other. */
const asText = ({ at, grid, description }: Dimension<number>): Dimension<string> => {
  const text = (value: number): string => String(Number(value.toPrecision(3)));
  return {
    at: (u) => text(at(u)),
    grid: (points) => [...new Set(grid(points).map(text))],
    description,
  };
};
