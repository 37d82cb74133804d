import { numberColumn } from '@puregrad/data/table';
import { expect, it } from 'vitest';
import { taskOfColumn, taskOfNumbers } from './task-of.ts';

it('tables and arrays have the same limit of classes (was 10 and 20)', () => {
  for (const [count, task] of [
    [2, 'binary'],
    [11, 'classification'],
    [20, 'classification'],
    [21, 'regression'],
  ] as const) {
    const values = Array.from({ length: 3 * count }, (_, i) => i % count);
    expect(taskOfColumn(numberColumn('y', values))).toBe(task);
    expect(taskOfNumbers(values)).toBe(task);
  }
});

it('numbers that are not whole are a regression', () => {
  expect(taskOfNumbers([0, 1, 0.5])).toBe('regression');
  expect(taskOfColumn(numberColumn('y', [0, 1, 0.5]))).toBe('regression');
});
