import { categoryColumn, encodeTable, fitEncoding, numberColumn } from '@puregrad/data/table';
import { dense, initialize, input } from '@puregrad/layers';
import { key, pipe, type Tensor, tensor } from '@puregrad/tensors';
import { isLeft } from 'fp-ts/lib/Either.js';
import { expect, it } from 'vitest';
import { trainRequest } from '../options/train/train-options.ts';
import { dependenceOf } from './dependence.ts';
import { dependenceChart } from './dependence-chart.ts';
import { knownColumns, showKnown } from './known-columns.ts';
import type { ReportedRun } from './reported-run.ts';

const ROWS = 60;
const table = {
  columns: [
    numberColumn(
      'size',
      Array.from({ length: ROWS }, (_, i) => (i === 3 ? Number.NaN : 1000 + i * i)),
    ),
    categoryColumn(
      'color',
      Array.from({ length: ROWS }, (_, i) => (i === 5 ? null : i % 4 === 0 ? 'red' : 'blue')),
    ),
    numberColumn(
      'y',
      Array.from({ length: ROWS }, (_, i) => i),
    ),
  ],
  rows: ROWS,
};

/** A run with a linear network that was not trained, judged on all rows of the table. */
const linearRun = () => {
  const encoding = fitEncoding(table, { target: 'y', fill: 'median', unknown: 'zeros' });
  if (isLeft(encoding)) throw new Error(encoding.left.message);
  const x = encodeTable(encoding.right)(table);
  if (isLeft(x)) throw new Error(x.left.message);
  const network = pipe(input(3), dense(1));
  const request = trainRequest({ data: 'x.csv' });
  if (isLeft(request)) throw new Error('options');
  const run = {
    settings: request.right,
    recipe: {
      task: 'regression',
      target: 'y',
      inputs: { kind: 'table', encoding: encoding.right },
    },
    network,
    variables: initialize(network, key(1)),
    transform: undefined,
    rows: { x: x.right, y: tensor(Float32Array.from({ length: ROWS }, (_, i) => i)) },
    origin: { rows: Array.from({ length: ROWS }, (_, i) => i), table },
  } as Partial<ReportedRun> as ReportedRun;
  const { kernel } = run.variables.params.dense1 as { readonly kernel: Tensor };
  return { run, weights: kernel.data };
};

it('a curve of a linear network has the slope of its weight, over values of the table in their units', async () => {
  const { run, weights } = linearRun();
  const [size] = knownColumns(run);
  const { points, kind, isShare } = await dependenceOf(run, size!, {
    name: 'size',
    start: 0,
    end: 1,
  });
  expect([kind, isShare, points.length]).toEqual(['number', false, 20]);
  const values = points.map(({ value }) => value as number);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(values.every((value) => Number.isInteger(Math.sqrt(value - 1000)))).toBe(true);
  const [first, last] = [points[0]!, points.at(-1)!];
  expect(last.mean - first.mean).toBeCloseTo(weights[0]! * (values.at(-1)! - values[0]!), 2);
});

it('a column of words has a point for each word, the most frequent first, and none for a gap', async () => {
  const { run, weights } = linearRun();
  const color = knownColumns(run)[1]!;
  const { points } = await dependenceOf(run, color, { name: 'color', start: 1, end: 3 });
  expect(points.map(({ value, of }) => [value, of])).toEqual([
    ['blue', 'y'],
    ['red', 'y'],
  ]);
  // Categories are blue and red: one column is 1 instead of the other.
  expect(points[1]!.mean - points[0]!.mean).toBeCloseTo(weights[2]! - weights[1]!, 3);
});

it('values are shown as they stand in the table: dates as dates, a gap as a dash', () => {
  const dates = { name: 'day', kind: 'date', values: [0, 1e9, Number.NaN] } as const;
  expect([0, 1, 2].map((row) => showKnown(dates, row))).toEqual([
    '1970-01-01',
    '2001-09-09 01:46:40',
    '–',
  ]);
  expect(showKnown({ name: 'a', kind: 'number', values: [1716.64] }, 0)).toBe('1716.64');
  expect(showKnown({ name: 'a', kind: 'category', values: [null] }, 0)).toBe('–');
});

it('charts of dates, numbers and words are drawn with the name of the column', async () => {
  for (const [kind, values] of [
    ['date', [0, 1e9]],
    ['number', [1, 2]],
    ['category', ['a', 'b']],
  ] as const) {
    const points = values.map((value, i) => ({ value, mean: i, of: 'y' }));
    const chart = await dependenceChart({ name: 'planted', kind, isShare: false, points }, [0, 1]);
    expect(chart).toContain('>planted<');
    expect(chart).toContain('mean predicted y');
    if (kind === 'date') expect(chart).toContain('2000');
  }
});
