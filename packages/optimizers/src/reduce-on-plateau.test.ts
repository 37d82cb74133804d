import { pipe, tensor } from '@puregrad/tensors';
import * as State from 'fp-ts/lib/State.js';
import { describe, expect, it } from 'vitest';
import { adam } from './optimizers/adam.ts';
import { reduceOnPlateau } from './reduce-on-plateau.ts';
import { toState } from './to-state.ts';

const scales = (options: Parameters<typeof reduceOnPlateau>[0], values: readonly number[]) => {
  const { init, update } = reduceOnPlateau(options);
  let state = init();
  return values.map((value) => {
    const [next, scale] = update(JSON.parse(JSON.stringify(state)) as typeof state, value);
    state = next;
    return scale;
  });
};

describe('reduceOnPlateau', () => {
  it('reduces after more than `patience` epochs without improvement, again and again', () => {
    expect(scales({ factor: 0.5, patience: 1 }, [3, 2, 2, 2, 2, 2, 1, 1])).toEqual([
      1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25,
    ]);
  });

  it('does not count during the cooldown, nor go below the least scale', () => {
    expect(
      scales({ factor: 0.1, patience: 0, cooldown: 2, minScale: 0.05 }, [1, 1, 1, 1, 1]),
    ).toEqual([1, 0.1, 0.1, 0.1, 0.05]);
  });

  it('asks for a share of the best, in either direction', () => {
    expect(scales({ factor: 0.5, patience: 0, threshold: 0.1 }, [1, 0.95, 0.8])).toEqual([
      1, 0.5, 0.5,
    ]);
    expect(scales({ factor: 0.5, patience: 0, mode: 'max' }, [0.5, 0.6, 0.6])).toEqual([1, 1, 0.5]);
    expect(scales({ factor: 0.5, patience: 0 }, [-1, -2, -2])).toEqual([1, 1, 0.5]);
  });

  it('measures by the best so far, not by the value before: small steps in a row add up', () => {
    const values = [1, 0.95, 0.91, 0.87];
    expect(scales({ factor: 0.5, patience: 2, threshold: 0.1 }, values)).toEqual([1, 1, 1, 1]);
    const up = values.map((value) => 2 - value);
    expect(scales({ factor: 0.5, patience: 2, threshold: 0.1, mode: 'max' }, up)).toEqual([
      1, 1, 1, 1,
    ]);
    // Values below the best do not take its place, whatever comes between.
    expect(scales({ factor: 0.5, patience: 2 }, [1, 3, 2, 1.5])).toEqual([1, 1, 1, 0.5]);
  });

  it('keeps the best over a reduction', () => {
    const { init, update } = reduceOnPlateau({ factor: 0.5, patience: 0 });
    const [reduced] = update(update(init(), 1)[0], 2);
    expect(reduced).toEqual({ best: 1, waited: 0, cooling: 0, scale: 0.5 });
  });

  it('never takes NaN for an improvement', () => {
    expect(scales({ factor: 0.5, patience: 1 }, [Number.NaN, Number.NaN, 5])).toEqual([
      1, 0.5, 0.5,
    ]);
  });

  it('refuses what cannot be meant', () => {
    expect(() => reduceOnPlateau({ factor: 1 })).toThrow('factor must lie in (0, 1), got 1');
    expect(() => reduceOnPlateau({ patience: -1 })).toThrow('patience must be an integer from 0');
  });
});

it('toState sequences updates as fp-ts State does', () => {
  const optimizer = adam({ learningRate: 0.1 });
  const step = toState(optimizer);
  const grads = [tensor([1]), tensor([-2])];
  const [params, state] = pipe(State.sequenceArray(grads.map((grad) => step(grad))), (run) =>
    run(optimizer.init(tensor([1]))),
  );
  const byHand = optimizer.update(
    optimizer.update(optimizer.init(tensor([1])), grads[0]!)[0],
    grads[1]!,
  );
  expect(params[1]!.item()).toBe(byHand[1].item());
  expect(state.step.item()).toBe(2);
});

it('names what it is told if that is of the wrong kind', () => {
  const { init, update } = reduceOnPlateau();
  expect(() => update(null as never, 1)).toThrow(
    'reduceOnPlateau: state must be an object with waited, got null',
  );
  expect(() => update(init(), '1' as never)).toThrow(
    "reduceOnPlateau: value must be a number, got '1'",
  );
  expect(() => update({ ...init(), waited: '1' as never }, 1)).toThrow(
    "reduceOnPlateau: waited must be a number, got '1'",
  );
});
