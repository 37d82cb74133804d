import { expect, it } from 'vitest';

// Of `toEqual` in every test of this repository.
it('numbers are equal as Object.is has it, in arrays of the same kind and length', () => {
  const values = [1, -0, Number.NaN, Number.POSITIVE_INFINITY];
  expect(values).toEqual([...values]);
  expect(Float32Array.from(values)).toEqual(Float32Array.from(values));
  expect(values).not.toEqual([1, 0, Number.NaN, Number.POSITIVE_INFINITY]);
  expect(Float32Array.from(values)).not.toEqual(values);
  expect(Float32Array.of(1, 2)).not.toEqual(Float32Array.of(1, 3));
  expect(Float32Array.of(1, 2)).not.toEqual(Float32Array.of(1, 2, 0));
  expect(Float32Array.of(1)).not.toEqual(Float64Array.of(1));
  expect(Float32Array.of(1)).not.toEqual(Int32Array.of(1));
});

it('what is no number is compared as ever', () => {
  expect([1, { x: [2, Number.NaN] }]).toEqual([1, { x: [2, Number.NaN] }]);
  expect([1, { x: [2] }]).not.toEqual([1, { x: [3] }]);
  expect([1, 2]).toEqual([1, expect.any(Number)]);
  expect([1, 2]).not.toEqual([1, expect.any(String)]);
  expect({ data: new Uint8Array(2) }).toEqual({ data: new Uint8Array(2) });
  expect(new DataView(new ArrayBuffer(1))).not.toEqual([0]);
});
