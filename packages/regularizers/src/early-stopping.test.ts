import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EarlyStoppingOptions, earlyStopping } from './early-stopping.ts';

/** Feeds values until it stops; the candidate of an epoch is its number. */
const feed = (options: EarlyStoppingOptions, values: readonly number[]) => {
  const stop = earlyStopping(options);
  let state = stop.init<number>();
  const verdicts: string[] = [];
  for (const [i, value] of values.entries()) {
    const [next, verdict] = stop.update(state, { epoch: i + 1, value, candidate: i + 1 });
    state = next;
    verdicts.push(verdict);
    if (verdict === 'stop') break;
  }
  return { state, verdicts };
};

describe('earlyStopping', () => {
  it('waits for its patience, then stops, with the best candidate', () => {
    const { state, verdicts } = feed({ patience: 2 }, [3, 1, 2, 1.5, 0]);
    expect(verdicts).toEqual(['improved', 'improved', 'waiting', 'stop']);
    expect(state.best).toEqual({ epoch: 2, value: 1, candidate: 2 });
  });

  it('asks for more than minDelta', () => {
    const { verdicts } = feed({ patience: 9, minDelta: 0.1 }, [1, 0.95, 0.89]);
    expect(verdicts).toEqual(['improved', 'waiting', 'improved']);
  });

  it('asks for more than minDelta in the direction of its mode, from the best and not from the last', () => {
    const down = feed({ patience: 9, minDelta: 0.25 }, [1, 0.75, 0.875, 0.5]);
    expect(down.verdicts).toEqual(['improved', 'waiting', 'waiting', 'improved']);
    const up = feed({ patience: 9, minDelta: 0.25, mode: 'max' }, [1, 1.25, 1.125, 1.5]);
    expect(up.verdicts).toEqual(['improved', 'waiting', 'waiting', 'improved']);
    expect(up.state.best?.value).toBe(1.5);
    const back = feed({ patience: 9, minDelta: 0.25, mode: 'max' }, [1, 0.8, 1.1]);
    expect(back.verdicts).toEqual(['improved', 'waiting', 'waiting']);
  });

  it('looks upwards in mode max', () => {
    const { state, verdicts } = feed({ patience: 1, mode: 'max' }, [0.5, 0.6, 0.6]);
    expect(verdicts).toEqual(['improved', 'improved', 'stop']);
    expect(state.best?.candidate).toBe(2);
  });

  it('never stops during the warm-up, though it judges', () => {
    const { verdicts } = feed({ patience: 1, warmup: 3 }, [1, 2, 2, 2]);
    expect(verdicts).toEqual(['improved', 'waiting', 'waiting', 'stop']);
  });

  it('takes NaN for no improvement, even as the first value', () => {
    const { state, verdicts } = feed({ patience: 3 }, [Number.NaN, 2, Number.NaN, 1]);
    expect(verdicts).toEqual(['waiting', 'improved', 'waiting', 'improved']);
    expect(state.best?.value).toBe(1);
  });

  it('holds the first of the smallest values seen, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 5 }),
        (values, patience) => {
          const { state, verdicts } = feed({ patience }, values);
          const seen = values.slice(0, verdicts.length);
          const best = seen.reduce((a, b) => Math.min(b, a));
          expect(state.best).toEqual({
            epoch: seen.indexOf(best) + 1,
            value: best,
            candidate: seen.indexOf(best) + 1,
          });
          expect(seen.length - state.best!.epoch).toBeLessThanOrEqual(patience);
        },
      ),
    );
  });

  it('leaves the state it is given as it was', () => {
    const stop = earlyStopping();
    const state = Object.freeze(stop.init<string>());
    stop.update(state, { epoch: 1, value: 1, candidate: 'a' });
    expect(state).toEqual({ best: undefined, waited: 0 });
  });

  it('refuses options that cannot be meant', () => {
    expect(() => earlyStopping({ patience: -1 })).toThrow('patience must be an integer from 0');
    expect(() => earlyStopping({ minDelta: -1 })).toThrow('minDelta must lie in [0, ∞]');
  });
});
