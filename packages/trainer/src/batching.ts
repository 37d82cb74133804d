import { batches, type Features } from '@puregrad/data';
import { apply, initialize, type Network } from '@puregrad/layers';
import { ArgumentError, type Key, key, type Tensor } from '@puregrad/tensors';
import { rowsOf, zerosOf } from './parts.ts';

/** The division of each epoch's examples into batches. */
export interface Batching {
  readonly stepsPerEpoch: number;
  /** The reason why these examples do not make an epoch. */
  readonly problem: string | undefined;
  /** The rows of each batch, in an order that the key decides. */
  readonly order: (key: Key) => readonly Tensor[];
}

export interface BatchingOptions {
  /** The inputs of the examples. */
  readonly x: Features;
  readonly batchSize: number;
  readonly dropLast?: boolean;
}

/** Whether one example is too few for a step: batch norm, also inside a custom layer, refuses it. */
const needsSeveral = (network: Network, x: Features): boolean => {
  const { params, state } = initialize(network, key(0));
  const one = zerosOf(network.input, 1, x);
  try {
    apply(network)(params, state, one, { training: true, key: key(0) });
    return false;
  } catch (error) {
    if (error instanceof ArgumentError) return true;
    throw error;
  }
};

/**
 * Batches of `batchSize`; the last one may be smaller. If the last has one row, and the network cannot
 * be trained on one (batch norm), that row joins the batch before it.
 *
 * @throws ArgumentError if `batchSize` is 1 and the network needs at least two examples.
 */
export const batchingOf = (
  network: Network,
  { x, batchSize, dropLast = false }: BatchingOptions,
): Batching => {
  const examples = rowsOf(x);
  const loneRow = batchSize === 1 ? examples > 0 : !dropLast && examples % batchSize === 1;
  const several = loneRow && needsSeveral(network, x);
  if (several && batchSize === 1 && examples > 1)
    throw new ArgumentError(
      'fit: batchSize is 1, but the network normalizes over the batch; use a batchSize of at least 2',
    );
  const options = { dropLast, leastLast: several ? 2 : 1 };
  const problem = (): string | undefined => {
    if (several && examples === 1)
      return 'one example, but the network normalizes over the batch; use 2 examples or more, or leave batchNorm out';
    if (dropLast && examples > 0 && examples < batchSize)
      return `${examples} examples do not make a batch of ${batchSize}, and dropLast drops the short one; use a smaller batchSize`;
    return undefined;
  };
  return {
    stepsPerEpoch: batches(examples, batchSize, options).length,
    problem: problem(),
    order: (key) => batches(examples, batchSize, { ...options, key }),
  };
};
