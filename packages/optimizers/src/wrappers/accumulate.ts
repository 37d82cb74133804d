import {
  ArgumentError,
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
import { checkOptions } from '@puregrad/tensors/interpreters';
import { stateful } from '../gradient-transform.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Gated, initGated, runGated, wrapOptimizer } from './gate.ts';

interface Accumulating extends Gated {
  readonly sum: unknown;
  /** How many gradients are in the sum: int32. */
  readonly count: Tensor;
}

/**
 * One step with the mean gradient of every `k` batches: as a batch k times as large, in the memory
 * of one. In between the parameters stay bit for bit, and are not projected again.
 *
 * With batches of one size and a loss that is their mean, the very steps of the large batch.
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
  if (!Number.isInteger(k) || k < 1)
    throw new ArgumentError(`accumulate: k counts batches, an integer from 1, got ${k}`);
  return wrapOptimizer((inner) =>
    stateful<Accumulating>(
      (params) => ({
        ...initGated(inner, params),
        sum: mapTree(params, zerosLike),
        count: scalar(0, { dtype: 'int32' }),
      }),
      (state, updates, context) => {
        const sum = zipTrees(updates, state.sum as typeof updates, add);
        const due = equal(state.count, k - 1);
        const mean = mapTree(sum, (total) => div(total, k));
        const [gated, made] = runGated(inner, state, mean, due, context);
        return [
          {
            ...gated,
            sum: mapTree(sum, (total) => where(due, 0, total)),
            count: where(due, 0, add(state.count, 1)),
          },
          made,
        ];
      },
    ),
  );
};
