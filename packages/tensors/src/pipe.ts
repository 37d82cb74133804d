import { flow as flowOfFpTs, pipe as pipeOfFpTs } from 'fp-ts/lib/function.js';

/**
 * `pipe(x, f, g)` is `g(f(x))`: a value through functions, first to last, as one reads. It is that of
 * [fp-ts](https://gcanti.github.io/fp-ts/modules/function.ts.html#pipe).
 *
 * @example
 * ```ts
 * import { mul, pipe, relu, sum, tensor } from '@puregrad/tensors';
 * pipe(tensor([-1, 2, 3]), relu, mul(2), sum()).item(); // => 10
 * ```
 */
export const pipe: typeof pipeOfFpTs = pipeOfFpTs;

/**
 * `flow(f, g)` is the function that `pipe`s its arguments through `f` and `g`. It is that of
 * [fp-ts](https://gcanti.github.io/fp-ts/modules/function.ts.html#flow).
 *
 * @example
 * ```ts
 * import { flow, mul, relu, tensor } from '@puregrad/tensors';
 * const doubled = flow(relu, mul(2));
 * doubled(tensor([-1, 2])).toArray(); // => [0, 4]
 * ```
 */
export const flow: typeof flowOfFpTs = flowOfFpTs;
