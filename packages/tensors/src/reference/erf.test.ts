import { expect, test } from 'vitest';
import { erf } from './erf.ts';

// Values of the C library.
test.each([
  [0.01, 0.0112834155558496],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.49, 0.9995707121322661],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [4, 0.9999999845827421],
  [5.9, 0.9999999999999999],
])('erf(%d) is %d, to 1e-15', (x, value) => {
  expect(Math.abs(erf(x) - value)).toBeLessThan(1e-15);
  expect(erf(-x)).toBe(-erf(x));
});

test('erf at the ends, at zeros and at NaN', () => {
  expect([erf(Infinity), erf(-Infinity), erf(6.5), erf(0), erf(-0), erf(NaN)]).toEqual([
    1,
    -1,
    1,
    0,
    -0,
    NaN,
  ]);
});

test('series and continued fraction meet at 2.5 without a step', () => {
  const [below, above] = [2.5 - 1e-9, 2.5 + 1e-9].map(erf) as [number, number];
  const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-6.25);
  expect(above - below).toBeCloseTo(2e-9 * slope, 15);
});
