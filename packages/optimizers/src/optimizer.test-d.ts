import { pipe, type Tensor, tensor } from '@puregrad/tensors';
import { describe, expectTypeOf, it } from 'vitest';
import type { OptimizerState } from './optimizer.ts';
import { adam } from './optimizers/adam.ts';
import { sgd } from './optimizers/sgd.ts';
import { clipByGlobalNorm } from './transforms/clip.ts';
import { before } from './wrappers/before.ts';

const params = { kernel: tensor([[1]]), bias: tensor([0]) };

describe('optimizers in types', () => {
  it('go from (state, grads) to [state, params], over the tree they are given', () => {
    const { init, update } = pipe(adam(), before(clipByGlobalNorm(1)));
    type Params = { kernel: Tensor; bias: Tensor };
    const state = init(params);
    expectTypeOf(state).toEqualTypeOf<OptimizerState<Params>>();
    expectTypeOf(update(state, params)).toEqualTypeOf<readonly [OptimizerState<Params>, Params]>();
  });

  it('refuse a gradient tree of another structure', () => {
    const { init, update } = sgd({ learningRate: 0.1 });
    const state = init(params);
    // @ts-expect-error Property 'bias' is missing in type '{ kernel: Tensor; }'
    update(state, { kernel: params.kernel });
    // @ts-expect-error Type 'number' is not assignable to type 'Tensor'
    update(state, { kernel: params.kernel, bias: 3 });
    // @ts-expect-error 'scale' does not exist in type '{ kernel: Tensor; bias: Tensor; }'
    update(state, { ...params, scale: params.bias });
  });

  it('refuse a misspelt option', () => {
    // @ts-expect-error Did you mean to write 'learningRate'?
    sgd({ learingRate: 0.1 });
    // @ts-expect-error 'epsilon' does not exist in type 'AdamOptions'
    adam({ epsilon: 1e-8 });
  });
});
