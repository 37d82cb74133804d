import {
  choice,
  type Dimension,
  integers,
  logUniform,
  uniformRange,
} from '@puregrad/trainer/search';
import { type Either, left, right } from 'fp-ts/lib/Either.js';

/** What is looked for unless the user says: how strong the penalty on weights is. */
export const USUAL = ['l2=1e-6..0.1'];

/** Options whose ranges go by magnitudes. */
const BY_MAGNITUDE: ReadonlySet<string> = new Set(['l1', 'l2', 'learningRate', 'noise', 'sam']);
const WHOLE: ReadonlySet<string> = new Set(['batchSize', 'patience', 'seed']);

const camel = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Not what `Number` takes beside: nothing at all, `0x10`, `Infinity`. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

const numberOf = (text: string): number => (NUMBER.test(text) ? Number(text) : Number.NaN);

/** `l2=1e-6..0.1` is a range, `hidden=64|128,64` are choices. */
export const parseSpace = (
  texts: readonly string[],
  known: readonly string[],
): Either<readonly string[], Readonly<Record<string, Dimension<string>>>> => {
  const problems: string[] = [];
  const space: Record<string, Dimension<string>> = {};
  for (const text of texts) {
    const [, flag, values] = /^(?:--)?([\w-]+)=(.+)$/.exec(text) ?? [];
    const name = camel(flag ?? '');
    const bad = (why: string): void => {
      problems.push(`--vary '${text}': ${why}`);
    };
    if (flag === undefined || values === undefined)
      bad('write option=from..to, or option=one|another, such as l2=1e-6..0.1');
    else if (!known.includes(name)) bad(`train has no option --${flag}`);
    else if (Object.hasOwn(space, name)) bad('this option is varied already');
    else if (!values.includes('..')) space[name] = choice(values.split('|'));
    else {
      const bounds = values.split('..').map(numberOf);
      const [from, to] = bounds.length === 2 ? (bounds as [number, number]) : [NaN, NaN];
      const isLog = BY_MAGNITUDE.has(name);
      if (!(from < to && Number.isFinite(to - from)))
        bad('a range goes from a number to a larger one');
      else if (isLog && from <= 0) bad('this range goes by magnitudes, and begins above 0');
      else if (WHOLE.has(name) && !(Number.isSafeInteger(from) && Number.isSafeInteger(to)))
        bad('its bounds are whole numbers');
      else
        space[name] = asText(
          isLog
            ? logUniform(from, to)
            : WHOLE.has(name)
              ? integers(from, to)
              : uniformRange(from, to),
        );
    }
  }
  return problems.length > 0 ? left(problems) : right(space);
};

/** Three digits are enough to tell settings apart. */
const asText = ({ at, grid, description }: Dimension<number>): Dimension<string> => {
  const text = (value: number): string => String(Number(value.toPrecision(3)));
  return {
    at: (u) => text(at(u)),
    grid: (points) => [...new Set(grid(points).map(text))],
    description,
  };
};
