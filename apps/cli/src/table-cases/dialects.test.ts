import { readTableFileChunks } from '@puregrad/data/node';
import { type Column, type TableSchema, valuesOf } from '@puregrad/data/table';
import { csvCase, writeCsvCase } from '@puregrad/data/testing/csv-files';
import fc from 'fast-check';
import { isLeft } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readLike } from '../data/read-like.ts';
import { readRows } from '../data/read-rows.ts';
import { readingLike } from '../data/reading.ts';
import { readingFor } from '../data/reading-for.ts';
import type { Recipe } from '../data/recipe.ts';
import { inOwnFolder, put } from '../testing/case-files.ts';

inOwnFolder();

const RUNS = 250;

const shown = (columns: readonly Column[]) =>
  columns.map((column) => ({
    name: column.name,
    kind: column.kind,
    values: [...valuesOf(column)],
  }));

const recipe: Recipe = {
  task: 'regression',
  target: 'none',
  inputs: { kind: 'table', encoding: { features: [], unknown: 'zeros' } },
};

const whole = fc.integer({ min: -2000, max: 5_000_000 });
const decimal = fc
  .tuple(whole, fc.integer({ min: 0, max: 999 }))
  .map(([a, b]) => `${a}.${String(b).padStart(3, '0')}`);
const grouped = (n: number, mark: string) => String(n).replace(/\B(?=(\d{3})+$)/g, mark);
const day = fc.tuple(
  fc.integer({ min: 1, max: 28 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1950, max: 2049 }),
);
const two = (n: number) => String(n).padStart(2, '0');
/** Columns as people write them, each in one notation. */
const notations: readonly fc.Arbitrary<string>[] = [
  whole.map(String),
  decimal,
  decimal.map((text) => text.replace('.', ',')),
  whole.map((n) => grouped(n, ',')),
  whole.map((n) => `$${grouped(Math.abs(n), ',')}`),
  whole.map((n) => `${grouped(n, '.')},5`),
  whole.map((n) => grouped(n, ' ')),
  fc.nat(100).map((n) => `${n}%`),
  fc.nat(1000).map((n) => `(${n})`),
  fc.nat(9999).map((n) => String(n).padStart(4, '0')),
  day.map(([d, m, y]) => `${y}-${two(m)}-${two(d)}`),
  day.map(([d, m, y]) => `${d}.${m}.${y}`),
  day.map(([d, m, y]) => `${m}/${d}/${y}`),
  day.map(([d, m, y]) => `${y}-${two(m)}-${two(d)}T${two(d)}:${two(m)}:00`),
  day.map(([d, m]) => `${two(m)}:${two(d)}`),
  fc.constantFrom('true', 'false'),
  fc.constantFrom('yes', 'no', 'NA'),
  fc.constantFrom('red', 'blue', '7', '1.0', '01'),
  fc.constantFrom('1', '2', '3', 'F'),
  fc.nat(1e6).map((n) => `${9_007_199_254_740_993n + BigInt(n)}`),
  fc.nat(1e6).map((n) => `text ${n}`),
  fc.constant('NA'),
];
const gap = fc.constantFrom('', '', 'NA', 'null', '?', '-', 'n/a');
const columnOf = (cell: fc.Arbitrary<string>, count: number) =>
  fc
    .constantFrom(0, 1, 5)
    .chain((gaps) =>
      fc.array(
        fc.oneof(
          { arbitrary: cell, weight: 40 },
          { arbitrary: gap, weight: gaps },
          { arbitrary: fc.constantFrom('x', 'none'), weight: gaps === 5 ? 1 : 0 },
        ),
        { minLength: count, maxLength: count },
      ),
    );
const table = fc
  .tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.array(fc.nat(notations.length - 1), { minLength: 2, maxLength: 5 }),
  )
  .chain(([count, kinds]) =>
    fc.tuple(...kinds.map((kind) => columnOf(notations[kind]!, count))).map((columns) => ({
      names: kinds.map((_, i) => `c${i}`),
      rows: Array.from({ length: count }, (_, i) => columns.map((column) => column[i]!)),
    })),
  );

/** What train reads; undefined if the file is refused. */
const byTrain = async (path: string) => {
  const reading = await readingFor({
    ...{ data: path, target: undefined, task: undefined, labels: undefined },
    ...{ test: undefined, validation: 0.15, limit: undefined, seed: 1 },
  });
  if (isLeft(reading)) throw new Error(JSON.stringify(reading.left));
  const read = await readRows(path, reading.right);
  if (isLeft(read)) return undefined;
  if (read.right.kind !== 'table') throw new Error('no table');
  return { columns: shown(read.right.table.columns), schema: read.right.schema };
};

/** What evaluate and `train --test` read. */
const byEvaluate = async (path: string, schema: TableSchema) => {
  const read = await readLike(recipe, path, readingLike(schema, recipe));
  if (isLeft(read)) throw new Error(JSON.stringify(read.left));
  if (read.right.kind !== 'table') throw new Error('no table');
  return shown(read.right.table.columns);
};

/** What predict reads, some rows at a time. */
const byPredict = async (path: string, schema: TableSchema, size: number) => {
  const parts: ReturnType<typeof shown>[] = [];
  const { labels: _, target: __, ...reading } = readingLike(schema, recipe);
  for await (const chunk of readTableFileChunks(path, { ...reading, size })) {
    if (isLeft(chunk)) throw new Error(chunk.left.message);
    parts.push(shown(chunk.right.table.columns));
  }
  return parts[0]!.map(({ name, kind }, i) => {
    for (const part of parts) expect(part[i]).toMatchObject({ name, kind });
    return { name, kind, values: parts.flatMap((part) => part[i]!.values) };
  });
};

describe('whatever the form of a file', () => {
  it('every command reads the same columns', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(csvCase, fc.constantFrom(1, 2, 3, 4096), async (csv, size) => {
        const path = put('any.csv', Buffer.concat(writeCsvCase(csv).parts));
        const trained = await byTrain(path);
        if (trained === undefined) return;
        read++;
        expect(await byEvaluate(path, trained.schema)).toEqual(trained.columns);
        expect(await byPredict(path, trained.schema, size)).toEqual(trained.columns);
      }),
      { numRuns: RUNS },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('some rows of a file are read as the whole file was', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        csvCase,
        fc.array(fc.nat(39), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(1, 3, 4096),
        async ({ names, rows }, { form }, wanted, size) => {
          const path = put('whole.csv', Buffer.concat(writeCsvCase({ names, rows, form }).parts));
          const trained = await byTrain(path);
          if (trained === undefined) throw new Error('no table');
          const places = wanted.map((i) => i % rows.length);
          const columns = trained.columns.map((column) => ({
            ...column,
            values: places.map((place) => column.values[place]),
          }));
          const part = put(
            'part.csv',
            Buffer.concat(
              writeCsvCase({
                names,
                rows: places.map((i) => rows[i]!),
                form: { ...form, blankLines: [0] },
              }).parts,
            ),
          );
          expect(await byEvaluate(part, trained.schema)).toEqual(columns);
          expect(await byPredict(part, trained.schema, size)).toEqual(columns);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
