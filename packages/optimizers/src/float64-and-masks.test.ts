import { pipe, type Tensor, tensor } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adamW } from './optimizers/adam.ts';
import { lamb } from './optimizers/lamb.ts';
import { momentum } from './optimizers/momentum.ts';
import { sgd } from './optimizers/sgd.ts';
import { adjustableRate } from './wrappers/adjustable-rate.ts';
import { byGroup } from './wrappers/by-group.ts';
import { freeze } from './wrappers/freeze.ts';

const float64 = (x: number): Tensor => tensor(x, { dtype: 'float64' });

describe('float64 is exact to its own digits', () => {
  it('momentum with dampening, which spares the first step, Nesterov or not', () => {
    const share = between(0, 0.95);
    fc.assert(
      fc.property(share, share, fc.boolean(), (beta, dampening, nesterov) => {
        const { init, update } = momentum({
          learningRate: 0.1,
          momentum: beta,
          dampening,
          nesterov,
        });
        let state = init(float64(1));
        let [w, m] = [1, 0];
        [0.3, -0.7, 0.2, 0.9, -0.1].forEach((g, t) => {
          m = beta * m + (t === 0 ? g : (1 - dampening) * g);
          w -= 0.1 * (nesterov ? g + beta * m : m);
          [state] = update(state, float64(g));
          expect(state.params.item()).toBeCloseTo(w, 13);
        });
      }),
    );
  });

  it('adjustableRate, whose factor is of the parameters’ dtype, and stays so', () => {
    const { adjust, init, update } = adjustableRate(sgd({ learningRate: 1 }));
    const [state] = update(adjust(init(float64(1)), 0.1), float64(1));
    expect(state.params.item()).toBe(0.9);
    expect(update(adjust(state, 0.3), float64(1))[1].item()).toBe(0.9 - 0.3);
  });
});

describe('a mask that chooses nothing', () => {
  const params = { dense1: { kernel: tensor([[1]]), bias: tensor([1]) } };
  const none = (path: string) => path.startsWith('hidden');
  const all = "none of the parameters, which are 'dense1.kernel', 'dense1.bias'";

  it('is named, with the parameters there are', () => {
    expect(() => pipe(sgd(), freeze(none)).init(params)).toThrow(`freeze: the mask chooses ${all}`);
    expect(() => pipe(sgd(), freeze(none), adjustableRate).init(params)).toThrow('freeze');
    for (const optimizer of [
      sgd({ weightDecay: 1, decayMask: none }),
      sgd({ weightDecay: 1, decayMask: none, decoupled: true }),
      adamW({ decayMask: none }),
      lamb({ weightDecay: 1, decayMask: none }),
    ])
      expect(() => optimizer.init(params)).toThrow(`weight decay: the mask chooses ${all}`);
  });

  it('of a group that trains nothing is named too', () => {
    const rest = [() => true, sgd()] as const;
    const isBias = (path: string) => path.endsWith('bias');
    expect(() => byGroup([none, sgd()], rest).init(params)).toThrow(
      `byGroup: group 0: the mask chooses ${all}`,
    );
    expect(() => byGroup(rest, [isBias, sgd()]).init(params)).toThrow(
      'byGroup: the groups before group 1 already have all its parameters',
    );
    const kernels = [(path: string) => path.endsWith('kernel'), sgd()] as const;
    // Nothing is left for the last one, which is there for the rest.
    expect(() => byGroup([isBias, sgd()], kernels, rest).init(params)).not.toThrow();
  });

  it('accepts a mask without a choice if nothing decays, or if there are no parameters', () => {
    expect(() => sgd({ decayMask: none }).init(params)).not.toThrow();
    expect(() => pipe(sgd(), freeze(none)).init({})).not.toThrow();
    expect(() =>
      pipe(
        sgd(),
        freeze((path) => path === 'dense1.bias'),
      ).init(params),
    ).not.toThrow();
  });
});
