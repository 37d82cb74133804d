import { type Either, left, right } from 'fp-ts/lib/Either.js';
import { type Task, tasks } from './task.ts';

/** Options that are one of some names. */
export const choices = {
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
  task: tasks,
} as const;

export type Choice<K extends keyof typeof choices> = (typeof choices)[K][number];

const choicesOf = (option: keyof typeof choices): string => choices[option].join(', ');

/** What may be done to training images: the sizes of the changes. */
export interface Augmentations {
  /** Pixels, along both axes. */
  readonly shift?: number;
  /** Degrees. */
  readonly rotation?: number;
  /** A share: with 0.1 up to 1.1 times as large or as small. */
  readonly zoom?: number;
  /** α of an elastic distortion whose Gaussian has σ = 4 pixels. */
  readonly elastic?: number;
}
const AUGMENTATIONS = ['shift', 'rotation', 'zoom', 'elastic'] as const;

/** What a user asks of a training run. */
export interface TrainRequest {
  readonly data: string;
  readonly target: string | undefined;
  readonly labels: string | undefined;
  readonly task: Task | undefined;
  /** A file, or a share of the rows. */
  readonly test: string | number | undefined;
  readonly hidden: readonly number[] | undefined;
  readonly activation: Choice<'activation'>;
  readonly init: Choice<'init'>;
  readonly batchNorm: boolean;
  readonly dropout: number;
  readonly l2: number | undefined;
  readonly l1: number;
  readonly labelSmoothing: number;
  /** Standard deviation of noise on the inputs of training. */
  readonly noise: number;
  /** Changes of training images, by name. */
  readonly augment: Augmentations;
  /** How far uphill sharpness-aware minimization looks; undefined without it. */
  readonly sam: number | undefined;
  /** Whether the rate falls where the validation loss stands still. */
  readonly plateau: boolean;
  readonly maxNorm: number | undefined;
  readonly optimizer: Choice<'optimizer'>;
  readonly learningRate: number;
  readonly schedule: Choice<'schedule'>;
  readonly clipNorm: number | undefined;
  readonly epochs: number | undefined;
  readonly batchSize: number | undefined;
  readonly patience: number | undefined;
  readonly validation: number | undefined;
  /** Whether to train again on all rows, when those held out have chosen the epoch. */
  readonly refit: boolean | undefined;
  readonly limit: number | undefined;
  readonly seed: number;
  /** Whether instructions that round as the processor likes are left out. */
  readonly deterministic: boolean;
  readonly out: string | undefined;
  /** Where to write a page about the run. */
  readonly report: string | undefined;
  /** The folder that keeps the run, to be resumed. */
  readonly run: string | undefined;
  /** Seconds between checkpoints. */
  readonly saveEvery: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What is decided by the data where the user does not say. */
interface ByData {
  readonly hidden: readonly number[];
  readonly l2: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly patience: number;
  readonly validation: number;
  readonly refit: boolean;
}

/** A whole training run, decided. */
export type TrainSettings = Omit<TrainRequest, keyof ByData> & ByData;

/** Small data need many epochs, large data few: so many steps, about. */
const STEPS = 6000;

/** Of fewer rows than these, none is spared. */
const FEW = 10_000;

/** Decides what the user left open, for images or for rows of a table. */
export const decide = (
  request: TrainRequest,
  { examples, areImages }: { readonly examples: number; readonly areImages: boolean },
): TrainSettings => {
  const batchSize = request.batchSize ?? (areImages ? 64 : sizeFor(examples));
  const wanted = Math.ceil(STEPS / Math.ceil(examples / batchSize));
  const epochs = request.epochs ?? (areImages ? 8 : Math.max(8, Math.min(300, wanted)));
  return {
    ...request,
    batchSize,
    epochs,
    hidden: request.hidden ?? (areImages ? [128] : [64, 64]),
    l2: request.l2 ?? (areImages ? 0 : 1e-4),
    patience: request.patience ?? (areImages ? 3 : Math.max(5, Math.ceil(epochs / 8))),
    validation: shareOf(request, areImages),
    refit: request.refit ?? (!areImages && examples < FEW),
  };
};

const sizeFor = (examples: number): number => {
  if (examples < 2000) return 32;
  return examples < 20_000 ? 64 : 128;
};

/** The share of the training rows that is held out. */
export const shareOf = ({ validation }: TrainRequest, areImages: boolean): number =>
  validation ?? (areImages ? 0.1 : 0.15);

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
export const trainRequest = (raw: RawOptions): Either<readonly string[], TrainRequest> => {
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
  const text = (name: string): string | undefined => {
    const value = raw[name];
    return typeof value === 'string' ? value : undefined;
  };
  const testing = (): string | number | undefined => {
    const value = text('test');
    if (value === undefined || !/^[\d.]+$/.test(value)) return value;
    const share = Number(value);
    if (share > 0 && share < 1) return share;
    problem('test', 'a file, or a share of the rows above 0 and below 1');
    return undefined;
  };
  const widths = (): readonly number[] | undefined => {
    const text = raw.hidden;
    if (typeof text !== 'string') return undefined;
    if (text === 'none') return [];
    const list = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (list.every((width) => Number.isSafeInteger(width) && width >= 1)) return list;
    problem('hidden', 'widths from 1 with commas between them, such as 256,128, or none');
    return [];
  };

  const augmentations = (): Augmentations => {
    const given = text('augment');
    if (given === undefined) return {};
    const pairs = given.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
    const isKnown = ([name, value]: readonly string[]): boolean =>
      (AUGMENTATIONS as readonly string[]).includes(name ?? '') &&
      value !== undefined &&
      value !== '' &&
      Number(value) > 0 &&
      Number(value) < Infinity;
    if (pairs.every((pair) => pair.length === 2 && isKnown(pair)))
      return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]));
    problem(
      'augment',
      `changes with their sizes, such as shift=2,rotation=10; there are ${AUGMENTATIONS.join(', ')}`,
    );
    return {};
  };
  const from0 = (name: string): number =>
    number(name, 0, (value) => value >= 0 && value < Infinity, 'a number from 0');

  const activation = choice('activation', 'relu');
  const optimizer = choice('optimizer', 'adam');
  const share = (value: number): boolean => value >= 0 && value < 1;
  const settings: TrainRequest = {
    data: String(raw.data ?? 'mnist'),
    target: text('target'),
    labels: text('labels'),
    task: raw.task === undefined ? undefined : choice('task', 'classification'),
    test: testing(),
    hidden: widths(),
    activation,
    init: choice('init', usualInit(activation)),
    batchNorm: raw.batchNorm === true,
    dropout: number('dropout', 0, share, 'a probability from 0 up to, not including, 1'),
    l2: number('l2', undefined, (value) => value >= 0 && value < Infinity, 'a number from 0'),
    l1: from0('l1'),
    labelSmoothing: number('labelSmoothing', 0, share, 'a share from 0 up to, not including, 1'),
    noise: from0('noise'),
    augment: augmentations(),
    sam: above0('sam', undefined),
    plateau: raw.plateau === true,
    maxNorm: above0('maxNorm', undefined),
    optimizer,
    learningRate: above0('learningRate', usualRates[optimizer]),
    schedule: choice('schedule', 'constant'),
    clipNorm: above0('clipNorm', undefined),
    epochs: whole('epochs', undefined, 1),
    batchSize: whole('batchSize', undefined, 1),
    patience: whole('patience', undefined, 1),
    validation: number(
      'validation',
      undefined,
      (value) => value > 0 && value < 1,
      'a share of the training data above 0 and below 1',
    ),
    refit: typeof raw.refit === 'boolean' ? raw.refit : undefined,
    limit: whole('limit', undefined, 2),
    seed: whole('seed', 42, 0),
    deterministic: raw.deterministic === true,
    out: text('out'),
    report: text('report'),
    run: text('run'),
    saveEvery: number(
      'saveEvery',
      5,
      (value) => value >= 0 && value < Infinity,
      'a number of seconds from 0',
    ),
    json: raw.json === true,
    quiet: raw.quiet === true,
  };
  if (settings.batchNorm && settings.batchSize === 1)
    problem('batchSize', 'at least 2 with --batch-norm, which normalizes over the batch');
  return problems.length === 0 ? right(settings) : left(problems);
};
