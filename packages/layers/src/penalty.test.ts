import { key, mul, pipe, square, sum, type Tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { relu } from './activations.ts';
import { dense } from './dense.ts';
import { input, type Network } from './network.ts';
import { penalties, penalty } from './penalty.ts';
import { initialize, tensorAt } from './variables.ts';

const squares = (w: Tensor): Tensor => sum(square(w));
const network: Network<number, number> = pipe(
  input(3),
  dense(4, { kernelRegularizer: squares }),
  relu(),
  dense(4),
  dense(2, { name: '1', kernelRegularizer: (w) => mul(squares(w), 0.5) }),
);
const { params } = initialize(network, key(1));

describe('penalties', () => {
  it('are what each layer declares, by name, and only where it does', () => {
    const byLayer = penalties(network)(params);
    expect(Object.keys(byLayer).sort()).toEqual(['1', 'dense1']);
    expect(byLayer.dense1!.item()).toBe(squares(tensorAt(params, 'dense1.kernel')).item());
    expect(byLayer['1']!.item()).toBe(squares(tensorAt(params, '1.kernel')).item() / 2);
  });

  it('add up to the penalty', () => {
    const each = Object.values(penalties(network)(params)).map((cost) => cost.item());
    const total = each.reduce((a, b) => a + b);
    expect(total).toBeGreaterThan(0);
    expect(penalty(network)(params).item()).toBeCloseTo(total, 5);
  });

  it('are none where none is declared', () => {
    const plain: Network<number, number> = dense(2)(input(3));
    expect(penalties(plain)(initialize(plain, key(1)).params)).toEqual({});
  });
});
