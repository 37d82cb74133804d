import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { tensor } from '../create.ts';
import { between } from '../testing/between.ts';
import { norm } from './norm.ts';

const one = (values: readonly number[], dtype: 'float32' | 'float64'): number =>
  norm(tensor(values, { dtype })).item();

describe('norm of huge and tiny elements', () => {
  const rows: readonly (readonly ['float32' | 'float64', readonly number[], number])[] = [
    ['float32', [3e20, 4e20], 5e20],
    ['float32', [3e-25, 4e-25], 5e-25],
    ['float32', [3e37, 4e37], 5e37],
    ['float32', [3e-40, 4e-40], 5e-40],
    ['float64', [3e200, 4e200], 5e200],
    ['float64', [3e-200, 4e-200], 5e-200],
    ['float64', [3e307, 4e307], 5e307],
    ['float64', [3e-310, 4e-310], 5e-310],
    ['float64', [3e20, 4e20], 5e20],
    ['float64', [3e-25, 4e-25], 5e-25],
    ['float32', [0, 0], 0],
  ];
  it.each(rows)('%s %j', (dtype, values, expected) => {
    const close = dtype === 'float32' ? 5e-6 : 1e-13;
    const compiled = compile((x: ReturnType<typeof tensor>) => norm(x));
    for (const actual of [one(values, dtype), compiled(tensor(values, { dtype })).item()])
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(close * expected);
  });

  it('scales with its argument over the whole range, each column by itself', () => {
    fc.assert(
      fc.property(
        fc.array(between(-1, 1), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: -120, max: 120 }),
        fc.integer({ min: -120, max: 120 }),
        (values, a, b) => {
          const columns = values.flatMap((x) => [Math.fround(x) * 2 ** a, Math.fround(x) * 2 ** b]);
          const x = tensor(columns, { dtype: 'float32', shape: [values.length, 2] });
          const actual = [...norm(x, { axes: 0 }).data];
          const expected = Math.hypot(...values.map(Math.fround));
          expect(Math.abs(actual[0]! - expected * 2 ** a)).toBeLessThanOrEqual(
            1e-6 * expected * 2 ** a,
          );
          expect(Math.abs(actual[1]! - expected * 2 ** b)).toBeLessThanOrEqual(
            1e-6 * expected * 2 ** b,
          );
        },
      ),
    );
  });

  it('NaN stays NaN, and an infinity is one', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      expect(one([Number.NaN, 1e30], dtype)).toBeNaN();
      expect(one([Number.NaN, Infinity], dtype)).toBeNaN();
      expect(one([-Infinity, 1e-30], dtype)).toBe(Infinity);
    }
  });
});
