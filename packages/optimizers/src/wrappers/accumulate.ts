import {
  add,
  div,
  equal,
  mapTree,
  scalar,
  type Tensor,
  where,
  zerosLike,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Optimizer } from '../optimizer.ts';
import { gate } from './gate.ts';

/**
 * Makes one step with the mean gradient of every `k` batches: like a batch k times as large, in the memory
 * of one. In between, the parameters stay bit for bit, and no outer wrapper changes them.
 *
 * If all batches have the same size and the loss is their mean, these are exactly the steps of the large batch.
 *
 * @throws ArgumentError unless k is an integer from 1.
 * @example
 * ```ts
 * import { accumulate, sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const { init, update } = pipe(sgd({ learningRate: 1 }), accumulate(2));
 * const [state, unchanged] = update(init(tensor([0])), tensor([1]));
 * unchanged.toArray(); // => [0]
 * update(state, tensor([3]))[1].toArray(); // => [-2]
 * ```
 */
export const accumulate = (k: number): ((inner: Optimizer) => Optimizer) => {
  checkOptions('accumulate', { k }, { k: 'number' });
  requireNumber('accumulate', { k }, 'integer from 1');
  return gate<'sum', { readonly count: Tensor }>({
    name: 'accumulate',
    remember: (params) => ({
      sum: mapTree(params, zerosLike),
      count: scalar(0, { dtype: 'int32' }),
    }),
    update: (own, grads) => {
      const sum = zipTrees(own.sum, grads as NoInfer<typeof grads>, add);
      const due = equal(own.count, k - 1);
      return [
        {
          sum: mapTree(sum, (total) => where(due, 0, total)),
          count: where(due, 0, add(own.count, 1)),
        },
        due,
        mapTree(sum, (total) => div(total, k)),
      ];
    },
  });
};
