import { ShapeError } from '@puregrad/tensors';
import { expect, test } from 'vitest';
import { scaleToUnit } from './scale-to-unit.ts';
import { tensorOfIdx } from './tensor-of-idx.ts';

test('scaleToUnit divides every byte by 255, rounded once, and flattens each image', () => {
  const values = Uint8Array.from({ length: 256 }, (_, i) => i);
  const x = scaleToUnit({ shape: [4, 8, 8], values });
  expect(x.shape).toEqual([4, 64]);
  expect(x.dtype).toBe('float32');
  expect([...x.data]).toEqual([...values].map((byte) => Math.fround(byte / 255)));
  expect(x.data[255]).toBe(1);
});

test('scaleToUnit keeps the count where there is nothing to flatten', () => {
  expect(scaleToUnit({ shape: [3], values: Uint8Array.of(0, 51, 255) }).shape).toEqual([3, 1]);
  expect(scaleToUnit({ shape: [0, 28, 28], values: new Uint8Array() }).shape).toEqual([0, 784]);
  expect(() => scaleToUnit({ shape: [], values: Uint8Array.of(1) })).toThrow(ShapeError);
  expect(() => scaleToUnit({ shape: [2, 2], values: Uint8Array.of(1) })).toThrow(ShapeError);
});

test('tensorOfIdx changes no value and copies', () => {
  const values = Float64Array.of(0.1, -1e300);
  const x = tensorOfIdx({ shape: [2], values });
  values.fill(0);
  expect(x.dtype).toBe('float64');
  expect([...x.data]).toEqual([0.1, -1e300]);
  const labels = tensorOfIdx({ shape: [2, 1], values: Int16Array.of(-300, 7) });
  expect([labels.dtype, labels.toArray()]).toEqual(['int32', [[-300], [7]]]);
  expect(tensorOfIdx({ shape: [1], values: Float32Array.of(0.5) }).dtype).toBe('float32');
});
