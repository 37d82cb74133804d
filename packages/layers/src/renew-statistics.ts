import { ArgumentError, foldIn, type Key, scalar, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { apply } from './apply.ts';
import type { Network } from './network.ts';
import type { Variables } from './variables.ts';

export interface RenewOptions {
  /** For layers that draw random numbers in training. */
  readonly key?: Key;
}

/**
 * Layer states made anew for given parameters, by one pass over batches of the training data: batch
 * norm's mean and variance become their plain means over all batches, weighted by the batches' sizes.
 * The old values do not count. Layers run as in training (dropout drops).
 *
 * Moving averages belong to the parameters that steps were made with. Other ones, averages
 * (`averageParams`, `lookahead`) or ones that were changed by hand, are misjudged with them. `fit` does
 * this by itself before it judges or keeps averaged parameters. PyTorch calls it
 * `torch.optim.swa_utils.update_bn`, and gives each batch the same weight.
 *
 * @throws ArgumentError where a layer needs a key and none is given.
 * @example
 * ```ts
 * import { batchNorm, initialize, input, renewStatistics } from '@puregrad/layers';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(1), batchNorm());
 * const { params, state } = initialize(network, key(1));
 * const renewed = renewStatistics(network)(params, state, [tensor([[1], [3]]), tensor([[5], [7]])]);
 * renewed.batchNorm1.mean.toArray(); // => [4]
 * ```
 */
export const renewStatistics = (
  network: Network,
): ((
  params: Variables,
  state: Variables,
  batches: Iterable<Tensor>,
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
      seen += x.shape[0] ?? 0;
      batch++;
    }
    return renewed;
  };
};
