import type { Table } from '@puregrad/data/table';
import { isRight } from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { labelledRows } from './labelled-rows.ts';
import { fromTable } from './train-on-table.ts';
import type { TrainingDataOptions } from './training-types.ts';

const ROWS = 120_000;

const table: Table = {
  rows: ROWS,
  lines: Int32Array.from({ length: ROWS }, (_, i) => i + 2),
  columns: [
    { name: 'x', kind: 'number', values: Float64Array.from({ length: ROWS }, (_, i) => i / 7) },
    { name: 'w', kind: 'number', values: new Float64Array(ROWS).fill(2) },
    {
      name: 'colour',
      kind: 'category',
      codes: Int32Array.from({ length: ROWS }, (_, i) => i % 3),
      categories: ['blue', 'green', 'red'],
    },
  ],
};

/** Lists that grow to an element for each row fail: of 15 million rows, they would fill the memory of Node. */
const MOST = ROWS / 20;
const [from, push] = [Array.from, Array.prototype.push];

const checked = (count: number): void => {
  if (count > MOST) throw new Error(`a list of ${count} elements`);
};

beforeEach(() => {
  Array.from = function (this: unknown, ...args: [ArrayLike<unknown>]) {
    checked(args[0].length ?? 0);
    return Reflect.apply(from, this, args);
  } as typeof Array.from;
  Array.prototype.push = function (this: unknown[], ...values) {
    checked(this.length);
    return Reflect.apply(push, this, values);
  };
});
afterEach(() => {
  Array.from = from;
  Array.prototype.push = push;
});

const rest = { schema: { header: true, columns: [] }, remarks: [] } as const;

const learnt = (options: Partial<TrainingDataOptions>) =>
  fromTable(
    { kind: 'table', table, ...rest },
    {
      ...{ data: 'big.csv', target: 'colour', labels: undefined, task: undefined },
      ...{ test: 0.2, validation: 0.1, limit: undefined, seed: 1 },
      ...options,
    },
  );

it.each([
  ['classes', {}],
  ['classes, the last rows set aside', { split: 'last' }],
  ['classes with weights', { weights: 'w', classWeights: 'balanced' }],
  ['numbers, all different', { target: 'x' }],
] as const)('no list has an element for each row: %s', async (_, options) => {
  const made = await learnt(options);
  if (!isRight(made)) throw new Error(JSON.stringify(made.left));
  const { train, test, origin } = made.right;
  expect(train.y.shape).toEqual([0.72 * ROWS]);
  expect(test!.y.shape).toEqual([0.2 * ROWS]);
  expect(origin!.rows.length).toBe(0.2 * ROWS);
  expect(origin!.table!.rows).toBe(20_000);
  expect(labelledRows(made.right.recipe, { kind: 'table', table, ...rest }, 'big.csv')._tag).toBe(
    'Right',
  );
});

it('numbers that are nearly all different are refused as classes', async () => {
  const made = await learnt({ target: 'x', task: 'classification' });
  expect(made).toMatchObject({
    left: { message: expect.stringContaining('has 120000 different words in 120000 rows') },
  });
});
