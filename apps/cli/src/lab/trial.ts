import { type Dataset, takeRows } from '@puregrad/data';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import { add, arange } from '@puregrad/tensors';
import {
  type EpochReport,
  evaluator,
  type FitOptions,
  type LayerReport,
  type Trained,
  train,
} from '@puregrad/trainer';
import { isLeft } from 'fp-ts/lib/Either.js';
import type { Chart } from './chart.ts';
import { Interrupted, type Lab } from './experiment.ts';

/** An epoch of a trial. */
export interface TrialEpoch {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  /** Shares of wrong answers. */
  readonly trainError: number;
  readonly testError: number;
  readonly layers: readonly LayerReport[];
}

/** What a training run came to, as plain JSON. */
export interface Trial {
  readonly epochs: readonly TrialEpoch[];
  /** Of the network that the run ended with, on the test rows; null where it failed. */
  readonly loss: number | null;
  /** The share of test rows that it gets wrong: all where it failed. */
  readonly error: number;
  readonly seconds: number;
  /** Why it ended before its time. */
  readonly failure?: string;
}

export interface TrialOptions extends Omit<FitOptions, 'seed'> {
  /** What the result is judged by; each epoch too, unless there are validation data. */
  readonly test: Dataset;
  /** The number of this trial and of all trials, for the progress: `[2, 5]` is the third of five. */
  readonly place?: readonly [number, number];
}

/** Trains once, for the part `name` of an experiment; a run that fails is a result too. */
export const runTrial = (
  lab: Lab,
  name: string,
  { test, train: data, place = [0, 1], ...options }: TrialOptions,
): Promise<Trial> =>
  lab.part(name, async () => {
    const start = performance.now();
    const epochs: TrialEpoch[] = [];
    let steps = 1;
    const setting = {
      observeEvery: 0,
      validation: test,
      ...options,
      seed: lab.seed,
      signal: lab.signal,
    };
    const result = await train(setting, (event) => {
      if (event.kind === 'start') steps = event.epochs * event.stepsPerEpoch;
      if (event.kind === 'step' && event.step % 10 === 1)
        lab.tell(name, (place[0] + event.step / steps) / place[1]);
      if (event.kind === 'epoch') epochs.push(epochOf(event));
    })(data)();
    if (lab.signal.aborted) throw new Interrupted();
    const judged = isLeft(result)
      ? { loss: null, error: 1, failure: result.left.message }
      : judge(result.right, test);
    const seconds = Math.round((performance.now() - start) / 100) / 10;
    return { epochs, ...judged, seconds };
  });

const epochOf = ({ epoch, training, validation, layers }: EpochReport): TrialEpoch => ({
  epoch,
  trainLoss: training.loss,
  testLoss: validation!.loss,
  trainError: 1 - training.metrics.accuracy!,
  testError: 1 - validation!.metrics.accuracy!,
  layers,
});

const judge = (trained: Trained, test: Dataset): Pick<Trial, 'loss' | 'error'> => {
  const { network } = trained;
  const evaluate = evaluator({ network, loss: sparseSoftmaxCrossEntropy, metrics: { accuracy } });
  const { loss, metrics } = evaluate(trained, test);
  return { loss, error: 1 - metrics.accuracy! };
};

/** So many rows from one on: where a part will do. */
export const rowsOf = (data: Dataset, start: number, count: number): Dataset =>
  takeRows(data, add(arange(count, { dtype: 'int32' }), start));

const LABELS = {
  trainLoss: 'training loss',
  testLoss: 'validation loss',
  testError: 'test error',
} as const;

/** Curves of a figure over the epochs, a colour for each trial. */
export const curvesOf = (
  trials: Readonly<Record<string, Trial>>,
  figure: keyof typeof LABELS,
  options: Partial<Chart> = {},
): Chart => ({
  kind: 'lines',
  x: 'epoch',
  y: LABELS[figure],
  logY: true,
  ...(figure === 'testError' ? { format: '.1%' } : {}),
  points: Object.entries(trials).flatMap(([of, { epochs }]) =>
    epochs.map((epoch) => ({ x: epoch.epoch, y: epoch[figure], of })),
  ),
  ...options,
});

/** As a percentage, with as many digits as published ones have. */
export const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;
