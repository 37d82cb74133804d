import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { type Evaluation, mapMetrics } from './evaluate.ts';
import { type Observations, observationsMonoid } from './layer-report.ts';

/** Means over an epoch's batches, each with the parameters of its own step. */
export interface TrainingEvaluation extends Evaluation {
  /** The sum of the penalties that layers declare, which the loss does not contain. */
  readonly penalty: number;
}

/** Sums over the batches of an epoch, each weighted by its number of examples, as plain numbers. */
export interface Totals extends TrainingEvaluation {
  /** The number of examples. */
  readonly weight: number;
  /** The sum of the weights of the losses under `weightedMean`; the number of examples otherwise. */
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

/** The totals of two sets of batches together: sums, field by field. */
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

/** The means. Without examples they are NaN; if all examples have weight 0, the loss is 0. */
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
