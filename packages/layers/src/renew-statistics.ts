import { ArgumentError, foldIn, type Key, scalar } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { apply } from './apply.ts';
import type { Variables } from './layer.ts';
import type { Network } from './network.ts';
import { examplesOf, type Flow, type Shape } from './shape.ts';

export interface RenewOptions {
  /** For layers that draw random numbers in training. */
  readonly key?: Key;
}

/**
 * Recomputes layer states for given parameters, in one pass over batches of the training data: batch
 * norm's mean and variance become their plain means over all batches, weighted by the batches' sizes.
 * The old values do not count. Layers run as in training (dropout is active).
 *
 * Moving averages belong to the parameters that were trained. They do not fit other parameters, such as averages
 * (`averageParams`, `lookahead`) or parameters that were changed by hand. `fit` calls this function itself before it
 * evaluates or keeps averaged parameters. PyTorch calls it `torch.optim.swa_utils.update_bn`, and gives each batch
 * the same weight.
 *
 * @throws ArgumentError if a layer needs a key and none is given.
 * @example
 * ```ts
 * import { batchNorm, initialize, input, renewStatistics, tensorAt } from '@puregrad/layers';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(1), batchNorm());
 * const { params, state } = initialize(network, key(1));
 * const renewed = renewStatistics(network)(params, state, [tensor([[1], [3]]), tensor([[5], [7]])]);
 * tensorAt(renewed, 'batchNorm1.mean').toArray(); // => [4]
 * ```
 */
export const renewStatistics = <In extends Shape>(
  network: Network<In>,
): ((
  params: Variables,
  state: Variables,
  batches: Iterable<Flow<In>>,
  options?: RenewOptions,
) => Variables) => {
  checkOptions('renewStatistics', { network }, { network: '{layers}' });
  const run = apply(network);
  return (params, state, batches, options = {}) => {
    const { key } = checkOptions('renewStatistics', options, { key: 'tensor?' });
    if (typeof batches?.[Symbol.iterator] !== 'function')
      throw new ArgumentError('renewStatistics: batches must be an iterable of tensors');
    let renewed = state;
    let seen = 0;
    let batch = 0;
    for (const x of batches) {
      [, renewed] = run(params, renewed, x, {
        training: true,
        seen: scalar(seen, { dtype: 'int32' }),
        ...(key === undefined ? {} : { key: foldIn(key, batch) }),
      });
      seen += examplesOf(network.input, x) ?? 0;
      batch++;
    }
    return renewed;
  };
};
