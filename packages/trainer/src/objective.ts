import { apply, type Network, penalty, type Variables } from '@puregrad/layers';
import { add, type Key, mean, type Tensor } from '@puregrad/tensors';

/** Losses of a batch, one an example or an element, from the network's output and the targets. */
export type Loss = (output: Tensor, targets: Tensor) => Tensor;

/** A figure of merit of a batch, a scalar, from the network's output and the targets. */
export type Metric = (output: Tensor, targets: Tensor) => Tensor;

/** Metrics by the names they are reported under. */
export type Metrics = { readonly [name: string]: Metric };

/** What is trained: a network and the loss that judges it. */
export interface Objective {
  readonly network: Network;
  readonly loss: Loss;
  readonly metrics: Metrics;
}

/** Scalars by name. */
export type Scalars = { readonly [name: string]: Tensor };

export const measure = (metrics: Metrics, output: Tensor, targets: Tensor): Scalars =>
  Object.fromEntries(Object.entries(metrics).map(([name, f]) => [name, f(output, targets)]));

export interface Evaluated {
  readonly layers: Variables;
  /** The mean loss over the batch, without penalties. */
  readonly loss: Tensor;
  readonly metrics: Scalars;
}

/** The scalar to minimise, and all that a step reports beside it. */
export type ObjectiveFunction = (
  params: Variables,
  layers: Variables,
  key: Key,
  x: Tensor,
  targets: Tensor,
) => readonly [Tensor, Evaluated];

/** What training minimises, `mean(loss) + penalty`, as a function of the parameters. */
export const objectiveOf =
  ({ network, loss, metrics }: Objective): ObjectiveFunction =>
  (params, layers, key, x, targets) => {
    const [output, next] = apply(network)(params, layers, x, { training: true, key });
    const dataLoss = mean(loss(output, targets));
    return [
      add(dataLoss, penalty(network)(params)),
      { layers: next, loss: dataLoss, metrics: measure(metrics, output, targets) },
    ];
  };
