import { applyTransform } from '@puregrad/data';
import { readTableFileChunks } from '@puregrad/data/node';
import { type Encoding, encodeTable } from '@puregrad/data/table';
import type { Tensor } from '@puregrad/tensors';
import { predictor } from '@puregrad/trainer';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { BUILT_IN } from '../built-in.ts';
import { type MadeUp, madeUpFor } from '../data/filled-gaps.ts';
import { inTermsOfTheApp, isTableFile, sourceOf } from '../data/formats.ts';
import type { Reading } from '../data/reading.ts';
import { loadTestRows } from '../data/test-rows.ts';
import type { Trained } from '../data/trained.ts';
import type { CliError } from '../errors.ts';
import { csvLines } from './csv-lines.ts';
import { newNames, type PredictedColumns, predictedColumns } from './predicted-columns.ts';

/** Rows in memory at a time: whole batches of the predictor, so that only the last one has another size. */
const CHUNK = 4000;

/** Lines of CSV, and the number of rows that they are for. */
export interface Part {
  readonly text: string;
  readonly rows: number;
  /** What the encoding made up for these rows, for each feature. */
  readonly madeUp?: readonly MadeUp[];
}

interface Wanted {
  readonly probabilities: boolean;
  /** Whether the columns of the input are left out. */
  readonly only: boolean;
  readonly reading: Reading;
}

/** The header and the predictions, in parts, until a Left for data that cannot be used. */
export const predictions = (
  trained: Trained,
  data: string,
  wanted: Wanted,
): AsyncGenerator<Either<CliError, Part>, void, void> => {
  const columns = predictedColumns(trained, wanted);
  const { inputs } = trained.recipe;
  return inputs.kind === 'table' && isTableFile(data)
    ? ofTable(trained, inputs.encoding, columns, data, wanted)
    : ofArrays(trained, columns, data);
};

async function* ofArrays(
  trained: Trained,
  { names, rows }: PredictedColumns,
  data: string,
): AsyncGenerator<Either<CliError, Part>, void, void> {
  const read = await loadTestRows(trained, data);
  if (isLeft(read)) return yield read;
  const { network } = trained.model;
  yield right({ text: csvLines([names]), rows: 0 });
  const output = predictor({ network })(trained.model, read.right.x);
  yield right({ text: csvLines(rows(output)), rows: read.right.x.shape[0]! });
}

async function* ofTable(
  { model }: Trained,
  encoding: Encoding,
  columns: PredictedColumns,
  data: string,
  { only, reading }: Wanted,
): AsyncGenerator<Either<CliError, Part>, void, void> {
  const { transform, network } = model;
  const run = predictor({ network });
  const encode = encodeTable(encoding);
  const scaled = (x: Tensor): Tensor =>
    transform === undefined ? x : applyTransform(transform)(x);
  const { labels: _, target: __, ...options } = reading;
  const source = sourceOf(data);
  let isFirst = true;
  for await (const chunk of readTableFileChunks(BUILT_IN.get(data) ?? data, {
    ...options,
    ...{ size: CHUNK, source },
  })) {
    if (isLeft(chunk)) return yield left(inTermsOfTheApp(chunk.left));
    const { header, names, cells } = chunk.right;
    const table = { ...chunk.right.table, source };
    // Before the header is told: a table without the columns of the training has no predictions.
    const x = encode(table);
    if (isLeft(x)) return yield left(x.left);
    if (isFirst && header !== undefined) {
      const added = newNames(names, columns.names);
      yield right({ text: csvLines([[...(only ? [] : header), ...added]]), rows: 0 });
    }
    isFirst = false;
    if (table.rows === 0) continue;
    const rows = columns.rows(run(model, scaled(x.right)));
    yield right({
      ...{ text: only ? csvLines(rows) : csvLines(cells, rows), rows: rows.length },
      madeUp: madeUpFor(encoding, table),
    });
  }
}
