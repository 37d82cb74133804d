import { key, ones, uniform } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomErasing } from './random-erasing.ts';

/** The rows and columns of an image of ones where pixels are gone, and how many are. */
const hole = (pixels: ArrayLike<number>, width: number) => {
  const gone = Array.from(pixels, (v, i) => (v === 0 ? i : -1)).filter((i) => i >= 0);
  const span = (at: readonly number[]) => (at.length === 0 ? 0 : at.at(-1)! - at[0]! + 1);
  const columns = gone.map((i) => i % width).sort((a, b) => a - b);
  return {
    count: gone.length,
    rows: span(gone.map((i) => Math.floor(i / width))),
    columns: span(columns),
    top: Math.floor((gone[0] ?? 0) / width),
    left: columns[0] ?? 0,
  };
};

const holes = (seed: number, n: number, h: number, w: number, options: object) => {
  const erased = randomErasing({ probability: 1, ...options })(key(seed), ones([n, h, w, 1]));
  return Array.from({ length: n }, (_, i) =>
    hole(erased.data.slice(i * h * w, (i + 1) * h * w), w),
  );
};

describe('randomErasing', () => {
  it('erases one rectangle of each image, of an area in its range to half a row or column', () => {
    const size = fc.integer({ min: 1, max: 12 });
    const share = fc.double({ min: 0.02, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.nat(), size, size, share, share, (seed, h, w, a, b) => {
        const area = [Math.min(a, b), Math.max(a, b)] as const;
        const slack = Math.max(h, w) / 2 + 1e-3;
        for (const { count, rows, columns } of holes(seed, 4, h, w, { area })) {
          expect(count).toBe(rows * columns);
          expect(count).toBeGreaterThanOrEqual(Math.max(1, area[0] * h * w - slack));
          expect(count).toBeLessThanOrEqual(Math.max(1, area[1] * h * w + slack));
        }
      }),
    );
  });

  it('bug: erased two pixels where the area was to be 0.7 of one', () => {
    const area = [0.02, 0.3533358019590378] as const;
    for (const { count } of holes(1213460226, 4, 2, 1, { area })) expect(count).toBe(1);
  });

  it('draws areas, aspects and places over their whole ranges', () => {
    const found = holes(1, 1000, 40, 40, { area: [0.1, 0.3], aspect: [0.5, 2] });
    const shares = found.map(({ count }) => count / 1600);
    const mean = shares.reduce((a, b) => a + b) / shares.length;
    expect(Math.abs(mean - 0.2)).toBeLessThan((5 * 0.2) / Math.sqrt(12 * 1000));
    const taller = found.filter(({ rows, columns }) => rows > columns).length;
    const wider = found.filter(({ rows, columns }) => rows < columns).length;
    expect(Math.abs(taller - wider)).toBeLessThan(5 * Math.sqrt(1000));
    for (const { rows, columns } of found) {
      expect(rows / columns).toBeGreaterThan(0.5 * 0.9);
      expect(rows / columns).toBeLessThan(2 / 0.9);
    }
    expect(Math.min(...found.map(({ top }) => top))).toBe(0);
    expect(Math.max(...found.map(({ top, rows }) => top + rows))).toBe(40);
    expect(Math.min(...found.map(({ left }) => left))).toBe(0);
    expect(Math.max(...found.map(({ left, columns }) => left + columns))).toBe(40);
  });

  it('leaves out as many images as its probability says, and all at 0, bit for bit', () => {
    const kept = holes(2, 2000, 4, 4, { probability: 0.3 }).filter(({ count }) => count === 0);
    expect(Math.abs(kept.length / 2000 - 0.7)).toBeLessThan(5 * Math.sqrt(0.21 / 2000));
    const images = uniform(key(3), [5, 6, 7, 2], { min: -1 });
    expect(randomErasing({ probability: 0 })(key(4), images).data).toEqual(images.data);
  });

  it('sets all channels to its value, and leaves the others', () => {
    const images = ones([1, 4, 4, 2]);
    const half = { probability: 1, area: [0.5, 0.5], aspect: [0.5, 0.5], value: 7 } as const;
    const { data } = randomErasing(half)(key(5), images);
    const pairs = Array.from({ length: 16 }, (_, i) => `${data[2 * i]},${data[2 * i + 1]}`);
    expect(pairs.filter((pair) => pair === '7,7')).toHaveLength(8);
    expect(pairs.filter((pair) => pair === '1,1')).toHaveLength(8);
  });

  it('refuses what cannot be meant', () => {
    expect(() => randomErasing({ probability: 2 })).toThrow('must lie in [0, 1], got 2');
    for (const area of [
      [0, 0.5],
      [0.5, 0.4],
      [0.5, 1.1],
    ] as const)
      expect(() => randomErasing({ area })).toThrow(`at most 1, got ${area[0]} to ${area[1]}`);
    expect(() => randomErasing({ area: [Number.NaN, 1] })).toThrow('got an array with NaN');
    expect(() => randomErasing({ aspect: [0, 1] })).toThrow('aspect goes from above 0');
    expect(() => randomErasing()(key(1), ones([4, 4]))).toThrow('for flat ones use onFlat');
  });
});
