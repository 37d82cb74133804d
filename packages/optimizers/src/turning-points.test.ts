import { tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { rprop } from './optimizers/rprop.ts';
import { cosineRestarts } from './schedules/cosine-restarts.ts';
import { oneCycle } from './schedules/one-cycle.ts';

const at = (step: number) => tensor(step, { dtype: 'float64' });

describe('schedules at their turning points', () => {
  it('one cycle begins at max / 25, ends at a 10,000th of that, and stays there', () => {
    const rate = oneCycle({ max: 1, steps: 11 });
    expect(rate(at(0)).item()).toBeCloseTo(0.04, 12);
    for (const step of [10, 11, 1000]) expect(rate(at(step)).item()).toBeCloseTo(4e-6, 12);
  });

  it('a restart includes the step at its start, and its cycle is longer and lower', () => {
    const rate = cosineRestarts({ from: 1, steps: 4, lengthen: 2, shrink: 0.5 });
    for (const [step, value] of [
      [0, 1],
      [2, 0.5],
      [4, 0.5],
      [8, 0.25],
      [12, 0.25],
    ] as const)
      expect(rate(at(step)).item()).toBeCloseTo(value, 12);
  });
});

it('rprop halves its step where the sign changes, leaves that gradient out, and then goes on', () => {
  const { init, update } = rprop({ initialStep: 0.1 });
  let state = init(at(0));
  const seen = [1, 1, -1, -1, -1].map((g) => {
    [state] = update(state, at(g));
    return state.params.item();
  });
  [-0.1, -0.22, -0.22, -0.16, -0.088].forEach((expected, i) => {
    expect(seen[i]).toBeCloseTo(expected, 12);
  });
});
