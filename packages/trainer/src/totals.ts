import { type Evaluation, mapMetrics } from './evaluate.ts';
import { noObservations, type Observations } from './layer-report.ts';

/** Means over an epoch's batches while the parameters moved on. */
export interface TrainingEvaluation extends Evaluation {
  /** The sum of the penalties that layers declare; the loss comes without it. */
  readonly penalty: number;
}

/** Sums over the batches of an epoch, each weighed by its examples: plain numbers. */
export interface Totals extends TrainingEvaluation {
  readonly weight: number;
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
): Totals => ({
  weight: totals.weight + weight,
  loss: totals.loss + loss * weight,
  penalty: totals.penalty + penalty * weight,
  metrics: mapMetrics(metrics, (value, name) => (totals.metrics[name] ?? 0) + value * weight),
  layers: totals.layers,
});

/** NaN of none. */
export const meansOf = ({ weight, loss, penalty, metrics }: Totals): TrainingEvaluation => ({
  loss: loss / weight,
  penalty: penalty / weight,
  metrics: mapMetrics(metrics, (sum) => sum / weight),
});
