import { type Either, left, right } from 'fp-ts/lib/Either.js';

const choices = {
  activation: [
    'relu',
    'leakyRelu',
    'prelu',
    'rrelu',
    'elu',
    'selu',
    'gelu',
    'silu',
    'mish',
    'sigmoid',
    'tanh',
  ],
  init: [
    'heNormal',
    'heUniform',
    'heTruncatedNormal',
    'glorotNormal',
    'glorotUniform',
    'glorotTruncatedNormal',
    'lecunNormal',
    'lecunUniform',
    'lecunTruncatedNormal',
    'xavierForSigmoid',
    'xavierForRelu',
    'orthogonal',
  ],
  optimizer: [
    'adam',
    'adamW',
    'nadam',
    'radam',
    'adamax',
    'adagrad',
    'adadelta',
    'rmsprop',
    'lion',
    'lamb',
    'sgd',
    'momentum',
    'nesterov',
  ],
  schedule: ['constant', 'cosine'],
} as const;

export type Choice<K extends keyof typeof choices> = (typeof choices)[K][number];

export const choicesOf = (option: keyof typeof choices): string => choices[option].join(', ');

/** A whole training run, decided. */
export interface TrainSettings {
  readonly data: string;
  readonly hidden: readonly number[];
  readonly activation: Choice<'activation'>;
  readonly init: Choice<'init'>;
  readonly batchNorm: boolean;
  readonly dropout: number;
  readonly l2: number;
  readonly maxNorm: number | undefined;
  readonly optimizer: Choice<'optimizer'>;
  readonly learningRate: number;
  readonly schedule: Choice<'schedule'>;
  readonly clipNorm: number | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  readonly patience: number;
  readonly validation: number;
  readonly limit: number | undefined;
  readonly seed: number;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Options as the command line gives them: text, or flags. */
export type RawOptions = { readonly [name: string]: string | boolean | undefined };

/** The rate that suits an optimizer on data scaled to [0, 1]. */
const usualRates: { readonly [O in Choice<'optimizer'>]: number } = {
  adam: 1e-3,
  adamW: 1e-3,
  nadam: 1e-3,
  radam: 1e-3,
  adamax: 2e-3,
  adagrad: 0.01,
  adadelta: 1,
  rmsprop: 1e-3,
  lion: 1e-4,
  lamb: 5e-3,
  sgd: 0.1,
  momentum: 0.05,
  nesterov: 0.05,
};

/** Glorot for what saturates, LeCun for what normalizes itself, He for what rectifies. */
const usualInit = (activation: Choice<'activation'>): Choice<'init'> => {
  if (activation === 'sigmoid' || activation === 'tanh') return 'glorotUniform';
  return activation === 'selu' ? 'lecunNormal' : 'heNormal';
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** Decides all options at once, so that a user sees every mistake at the first run. */
export const trainSettings = (raw: RawOptions): Either<readonly string[], TrainSettings> => {
  const problems: string[] = [];
  const problem = (name: string, expected: string): void => {
    problems.push(`--${kebab(name)} must be ${expected}, got '${raw[name]}'`);
  };

  const number = <D extends number | undefined>(
    name: string,
    fallback: D,
    fits: (value: number) => boolean,
    expected: string,
  ): number | D => {
    const text = raw[name];
    if (text === undefined) return fallback;
    const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
    if (fits(value)) return value;
    problem(name, expected);
    return fallback;
  };
  const whole = <D extends number | undefined>(
    name: string,
    fallback: D,
    from: number,
  ): number | D =>
    number(
      name,
      fallback,
      (value) => Number.isSafeInteger(value) && value >= from,
      `a whole number from ${from}`,
    );
  const above0 = <D extends number | undefined>(name: string, fallback: D): number | D =>
    number(name, fallback, (value) => value > 0 && value < Infinity, 'a number above 0');
  const choice = <K extends keyof typeof choices>(name: K, fallback: Choice<K>): Choice<K> => {
    const text = raw[name];
    if (text === undefined) return fallback;
    const known = (choices[name] as readonly Choice<K>[]).find((value) => value === text);
    if (known === undefined) problem(name, `one of ${choicesOf(name)}`);
    return known ?? fallback;
  };
  const widths = (): readonly number[] => {
    const text = raw.hidden;
    if (typeof text !== 'string') return [128];
    if (text === 'none') return [];
    const list = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (list.every((width) => Number.isSafeInteger(width) && width >= 1)) return list;
    problem('hidden', 'widths from 1 with commas between them, such as 256,128, or none');
    return [];
  };

  const activation = choice('activation', 'relu');
  const optimizer = choice('optimizer', 'adam');
  const share = (value: number): boolean => value >= 0 && value < 1;
  const settings: TrainSettings = {
    data: String(raw.data ?? 'mnist'),
    hidden: widths(),
    activation,
    init: choice('init', usualInit(activation)),
    batchNorm: raw.batchNorm === true,
    dropout: number('dropout', 0, share, 'a probability from 0 up to, not including, 1'),
    l2: number('l2', 0, (value) => value >= 0 && value < Infinity, 'a number from 0'),
    maxNorm: above0('maxNorm', undefined),
    optimizer,
    learningRate: above0('learningRate', usualRates[optimizer]),
    schedule: choice('schedule', 'constant'),
    clipNorm: above0('clipNorm', undefined),
    epochs: whole('epochs', 8, 1),
    batchSize: whole('batchSize', 64, 1),
    patience: whole('patience', 3, 1),
    validation: number(
      'validation',
      0.1,
      (value) => value > 0 && value < 1,
      'a share of the training data above 0 and below 1',
    ),
    limit: whole('limit', undefined, 2),
    seed: whole('seed', 42, 0),
    out: typeof raw.out === 'string' ? raw.out : undefined,
    json: raw.json === true,
    quiet: raw.quiet === true,
  };
  return problems.length === 0 ? right(settings) : left(problems);
};
