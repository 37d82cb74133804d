import { expect, test } from 'vitest';
import { toleranceFor } from './tolerance.ts';

const file = (rtol: number, atol: number) => ({
  file: 'x.json',
  tolerance: { rtol, atol },
  cases: [],
});

test('float32 has what the file says; float64 is tighter, and never looser', () => {
  expect(toleranceFor('float32', file(1e-4, 1e-6))).toEqual({ rtol: 1e-4, atol: 1e-6 });
  expect(toleranceFor('float64', file(1e-4, 1e-6))).toEqual({ rtol: 1e-9, atol: 1e-12 });
  expect(toleranceFor('float64', file(0, 0))).toEqual({ rtol: 0, atol: 0 });
  expect(toleranceFor('float64', file(1e-10, 1))).toEqual({ rtol: 1e-10, atol: 1e-12 });
});
