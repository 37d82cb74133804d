import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { type Evaluation, mapMetrics } from './evaluate.ts';
import { type Observations, observationsMonoid } from './layer-report.ts';

/** Means over an epoch's batches while the parameters moved on. */
export interface TrainingEvaluation extends Evaluation {
  /** The sum of the penalties that layers declare; the loss comes without it. */
  readonly penalty: number;
}

/** Sums over the batches of an epoch, each weighed by its examples: plain numbers. */
export interface Totals extends TrainingEvaluation {
  /** How many examples they were. */
  readonly weight: number;
  /** What the losses counted for, under `weightedMean`; the examples otherwise. */
  readonly lossWeight?: number;
  readonly layers: Observations;
}

/** The totals of one batch of `weight` examples. */
export const totalsOf = (
  { loss, penalty, metrics }: TrainingEvaluation,
  {
    weight,
    lossWeight,
    layers = observationsMonoid.empty,
  }: {
    readonly weight: number;
    readonly lossWeight: number | undefined;
    readonly layers: Observations | undefined;
  },
): Totals => ({
  weight,
  ...(lossWeight === undefined ? {} : { lossWeight }),
  loss: loss * (lossWeight ?? weight),
  penalty: penalty * weight,
  metrics: mapMetrics(metrics, (value) => value * weight),
  layers,
});

/** Totals of two spans of batches together: sums, field by field. */
export const totalsMonoid: Monoid<Totals> = {
  empty: { weight: 0, loss: 0, penalty: 0, metrics: {}, layers: observationsMonoid.empty },
  concat: (a, b) => ({
    weight: a.weight + b.weight,
    ...(a.lossWeight === undefined && b.lossWeight === undefined
      ? {}
      : { lossWeight: (a.lossWeight ?? a.weight) + (b.lossWeight ?? b.weight) }),
    loss: a.loss + b.loss,
    penalty: a.penalty + b.penalty,
    metrics: mapMetrics(
      { ...a.metrics, ...b.metrics },
      (_, name) => (a.metrics[name] ?? 0) + (b.metrics[name] ?? 0),
    ),
    layers: observationsMonoid.concat(a.layers, b.layers),
  }),
};

/** NaN of no examples; a loss of 0 where there were some, but all of weight 0. */
export const meansOf = ({
  weight,
  lossWeight = weight,
  loss,
  penalty,
  metrics,
}: Totals): TrainingEvaluation => ({
  loss: weight > 0 && lossWeight === 0 ? 0 : loss / lossWeight,
  penalty: penalty / weight,
  metrics: mapMetrics(metrics, (sum) => sum / weight),
});
