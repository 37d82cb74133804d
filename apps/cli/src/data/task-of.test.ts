import { categoryColumn, numberColumn } from '@puregrad/data/table';
import { expect, it } from 'vitest';
import { taskOfColumn, taskOfNumbers, taskRemarks, taskRemarksOfNumbers } from './task-of.ts';

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

it('whole numbers that hardly any rows share are numbers, such as the year that each king began', () => {
  const years = [1565, 1603, 1625, 1649, 1660, 1685, 1689, 1702, 1714, 1727, 1760, 1820];
  expect(taskOfColumn(numberColumn('start', years))).toBe('regression');
  expect(taskOfNumbers(years)).toBe('regression');
  expect(taskOfColumn(numberColumn('start', [...years, ...years]))).toBe('classification');
  expect(taskOfColumn(numberColumn('start', [7, 9, 9]))).toBe('binary');
});

it('numbers that are not whole are a regression', () => {
  expect(taskOfNumbers([0, 1, 0.5])).toBe('regression');
  expect(taskOfColumn(numberColumn('y', [0, 1, 0.5]))).toBe('regression');
});

const repeated = (count: number, times: number, first = 1): readonly number[] =>
  Array.from({ length: count * times }, (_, i) => first + (i % count));
const asClasses = (count: number): string =>
  `y has ${count} whole numbers and is learnt as classes; --task regression learns it as a number`;
const asNumber = (count: number): string =>
  `y has ${count} whole numbers and is learnt as a number; --task classification learns it as classes`;

it.each<[string, readonly number[], string | undefined]>([
  ['ratings 1 to 5', repeated(5, 10), asClasses(5)],
  ['counts 0 to 9', repeated(10, 10, 0), asClasses(10)],
  ['negative grades', repeated(4, 3, -2), asClasses(4)],
  ['numbers with gaps', [...repeated(3, 4), Number.NaN], asClasses(3)],
  ['many whole numbers, in many rows each', repeated(30, 5), asNumber(30)],
  ['many whole numbers, in few rows each', repeated(30, 4), undefined],
  ['too many to be classes', repeated(101, 5), undefined],
  ['0 and 1', repeated(2, 10, 0), undefined],
  ['prices', repeated(5, 10).map((value) => value + 0.5), undefined],
])('a remark says how a target of %s is learnt', (_, values, remark) => {
  const column = numberColumn('y', values);
  expect(taskRemarks('y', column, taskOfColumn(column))).toEqual(
    remark === undefined ? [] : [remark],
  );
});

it('words need no such remark, nor do indices of classes in an array', () => {
  const words = categoryColumn('y', ['1', '2', '3']);
  expect(taskRemarks('y', words, taskOfColumn(words))).toEqual([]);
  for (const [values, remarks] of [
    [repeated(4, 5, 0), []],
    [repeated(4, 5, 1), [asClasses(4)]],
    [repeated(40, 5, 0), [asNumber(40)]],
  ] as const)
    expect(taskRemarksOfNumbers('y', values, taskOfNumbers(values))).toEqual(remarks);
});
