import type { FoldScore } from './fold-trial.ts';

/** Means and deviations over the folds, of the loss and of each metric. */
export interface Spread {
  readonly mean: { readonly [name: string]: number };
  /** The standard deviation of the k values themselves, `√(Σ (v - mean)² / k)`, as NumPy's `std`. */
  readonly std: { readonly [name: string]: number };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The loss of a fold, and its metrics. */
export const figuresOf = ({
  loss,
  metrics,
}: Pick<FoldScore, 'loss' | 'metrics'>): Readonly<Record<string, number>> => ({ loss, ...metrics });

/** The mean over the folds, as scikit-learn's `cross_val_score(…).mean()`, and its `.std()`. */
export const spreadOf = (scores: readonly Pick<FoldScore, 'loss' | 'metrics'>[]): Spread => {
  const figures = scores.map(figuresOf);
  const of = (f: (values: readonly number[]) => number) =>
    Object.fromEntries(
      Object.keys(figures[0] ?? {}).map((name) => [name, f(figures.map((one) => one[name]!))]),
    );
  return {
    mean: of(meanOf),
    std: of((values) => {
      const mean = meanOf(values);
      return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
    }),
  };
};
