import { ArgumentError, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type MetricMode, modeOf } from './mode.ts';

/** A metric of one head of a network: it takes records of all heads, and uses one. */
export interface HeadMetric<T> {
  (outputs: T, targets: T): Tensor;
  /** The name of the head. */
  readonly head: string;
  readonly mode?: MetricMode;
}

/** A metric of the output and the targets of a head, or one that `headMetrics` made of its heads. */
type MetricOfHead =
  | ((output: Tensor, targets: Tensor) => Tensor)
  | { readonly head: string; readonly mode?: MetricMode };

/** The tensors, or records of them, that a metric takes. */
type TakenBy<M> = M extends HeadMetric<infer T> ? T : Tensor;

/** Metrics by the names of heads. */
export type MetricsOfHeads = {
  readonly [head: string]: { readonly [metric: string]: MetricOfHead };
};

/** The metrics of heads by `head.metric`. */
export type HeadMetrics<H extends MetricsOfHeads> = {
  readonly [K in keyof H & string as `${K}.${keyof H[K] & string}`]: HeadMetric<{
    readonly [P in K]: TakenBy<H[K][keyof H[K]]>;
  }>;
};

type Records = { readonly [head: string]: Tensor };

const partOf = (name: string, what: string, records: Records, head: string): Tensor => {
  checkOptions(name, { [what]: records }, { [what]: 'object' });
  if (!Object.hasOwn(records, head))
    throw new ArgumentError(
      `${name}: the ${what} have no head '${head}', only ${Object.keys(records).join(', ')}`,
    );
  return records[head]!;
};

/**
 * Metrics of a network with several heads, each named by its head: `kind.accuracy`. They take records of outputs and
 * targets, and keep the directions in which they improve, so that `fit` takes them as its `metrics`, and reports, stops and
 * monitors by these names.
 *
 * @param heads metrics by name for some or all heads. A head that has heads itself takes what `headMetrics` made of them.
 * @throws ArgumentError for a metric that is not a function; from a metric, if outputs or targets lack its head.
 * @example
 * ```ts
 * import { accuracy, headMetrics, mae } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const metrics = headMetrics({ kind: { accuracy }, age: { mae } });
 * Object.keys(metrics); // => ['kind.accuracy', 'age.mae']
 * const outputs = { kind: tensor([[0, 5], [3, 1]]), age: tensor([1, 2]) };
 * const targets = { kind: tensor([1, 1], { dtype: 'int32' }), age: tensor([1, 4]) };
 * metrics['kind.accuracy'](outputs, targets).item(); // => 0.5
 * metrics['age.mae'](outputs, targets).item(); // => 1
 * ```
 */
export const headMetrics = <const H extends MetricsOfHeads>(heads: H): HeadMetrics<H> => {
  checkOptions('headMetrics', { heads }, { heads: 'object' });
  const all = Object.entries(heads).flatMap(([head, metrics]) => {
    checkOptions('headMetrics', { [head]: metrics }, { [head]: 'object' });
    return Object.entries(metrics).map(([metric, of]) => {
      const name = `${head}.${metric}`;
      checkOptions('headMetrics', { [name]: of }, { [name]: 'function' });
      const measure = of as (output: Tensor, targets: Tensor) => Tensor;
      const mode = modeOf(measure);
      const ofHead = (outputs: Records, targets: Records): Tensor =>
        measure(
          partOf(`metric '${name}'`, 'outputs', outputs, head),
          partOf(`metric '${name}'`, 'targets', targets, head),
        );
      return [name, Object.assign(ofHead, { head }, mode && { mode })] as const;
    });
  });
  return Object.fromEntries(all) as unknown as HeadMetrics<H>;
};
