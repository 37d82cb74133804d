import { type Evaluation, mapMetrics } from './evaluate.ts';
import { noObservations, type Observations } from './layer-report.ts';

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

export const noTotals: Totals = {
  weight: 0,
  loss: 0,
  penalty: 0,
  metrics: {},
  layers: noObservations,
};

export const addTo = (
  totals: Totals,
  { loss, penalty, metrics }: TrainingEvaluation,
  weight: number,
  lossWeight?: number,
): Totals => ({
  weight: totals.weight + weight,
  ...(lossWeight === undefined ? {} : { lossWeight: (totals.lossWeight ?? 0) + lossWeight }),
  loss: totals.loss + loss * (lossWeight ?? weight),
  penalty: totals.penalty + penalty * weight,
  metrics: mapMetrics(metrics, (value, name) => (totals.metrics[name] ?? 0) + value * weight),
  layers: totals.layers,
});

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
