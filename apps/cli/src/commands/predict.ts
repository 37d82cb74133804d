import { applyTransform } from '@puregrad/data';
import { fileError } from '@puregrad/data/node';
import { encodeTable } from '@puregrad/data/table';
import { pipe, softmax, type Tensor } from '@puregrad/tensors';
import { predictor } from '@puregrad/trainer';
import { left, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import Papa from 'papaparse';
import { CsvProblem, readCsvChunks } from '../data/csv-stream.ts';
import { loadTestRows } from '../data/test-rows.ts';
import { loadTrained, type Trained } from '../data/trained.ts';
import { type CliError, CliFailure, inputError, orThrow } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { maximum } from '../extremes.ts';
import type { predictOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { requireSavable } from '../output/saving-problem.ts';
import { writeText } from '../output/text-file.ts';
import { classLogits } from '../task.ts';
import type { Terminal } from '../terminal.ts';

/** Rows in memory at a time. */
const CHUNK = 1000;

const lineOf = (cells: readonly (string | number)[]): string =>
  `${Papa.unparse([[...cells]], { newline: '\n' })}\n`;

/** The columns that a model adds, and their values for its output. */
const columnsOf = ({ recipe }: Trained, probabilities: boolean) => {
  const { task, target, classes = [] } = recipe;
  const name = `predicted ${target}`;
  if (task === 'regression')
    return { names: [name], rows: (output: Tensor) => Array.from(output.data, (y) => [y]) };
  const shares = (output: Tensor): readonly (readonly number[])[] =>
    softmax(classLogits(task, output)).toArray() as number[][];
  return {
    names: [name, ...(probabilities ? classes.map((of) => `probability of ${of}`) : [])],
    rows: (output: Tensor) =>
      shares(output).map((row) => {
        const best = row.indexOf(maximum(row));
        return [classes[best] ?? String(best), ...(probabilities ? row : [])];
      }),
  };
};

/** `puregrad predict`: the predictions of a saved model for the rows of a file. */
export const predict = (
  path: string,
  data: string,
  options: Requested<typeof predictOptions>,
  terminal: Terminal,
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    requireSavable('--out', options.out),
    TE.flatMap(() => () => loadTrained(path)),
    TE.flatMap((trained) => write(trained, data, options, terminal)),
    TE.map(() => ExitCode.ok),
  );

/** Writes the predictions as they come, to a file or the terminal. */
const write =
  (
    trained: Trained,
    data: string,
    { out: path, probabilities, only }: Requested<typeof predictOptions>,
    { out, isRead }: Terminal,
  ): TE.TaskEither<CliError, void> =>
  async () => {
    let count = 0;
    const predicted = predictions(trained, data, { probabilities, only });
    async function* texts(): AsyncGenerator<string, void, void> {
      try {
        for await (const { text, rows } of predicted) {
          count += rows;
          yield text;
        }
      } catch (error) {
        throw failureOf(data, error);
      }
    }
    try {
      if (path !== undefined) await writeText(path, texts());
      else
        for await (const part of texts()) {
          if (part !== '') out(part.replace(/\n$/, ''));
          if (!(await isRead())) break;
        }
    } catch (error) {
      if (error instanceof CliFailure) return left(error.error);
      throw error;
    }
    if (path !== undefined) out(`Wrote ${count.toLocaleString('en-US')} predictions to ${path}`);
    return right(undefined);
  };

/** An error of reading data as an error of the app; any other error as it is. */
const failureOf = (data: string, error: unknown): unknown => {
  if (error instanceof CsvProblem) return new CliFailure(inputError(`'${data}': ${error.message}`));
  const isOfFile = error instanceof Error && 'code' in error && !(error instanceof CliFailure);
  return isOfFile ? new CliFailure(fileError('read', data, error)) : error;
};

/** Lines of CSV, and the number of rows that they are for. */
interface Part {
  readonly text: string;
  readonly rows: number;
}

/** The header and the predictions, in parts. @throws CliFailure or CsvProblem for data that cannot be used. */
async function* predictions(
  trained: Trained,
  data: string,
  { probabilities, only }: { readonly probabilities: boolean; readonly only: boolean },
): AsyncGenerator<Part, void, void> {
  const { model, recipe } = trained;
  const { transform, network } = model;
  const run = predictor({ network });
  const added = columnsOf(trained, probabilities);
  if (recipe.inputs.kind !== 'table') {
    const { x } = orThrow(await loadTestRows(trained, data));
    yield { text: lineOf(added.names), rows: 0 };
    yield { text: added.rows(run(model, x)).map(lineOf).join(''), rows: x.shape[0]! };
    return;
  }
  const encode = encodeTable(recipe.inputs.encoding);
  let isFirst = true;
  for await (const { names, cells, table } of readCsvChunks(data, CHUNK)) {
    if (isFirst) yield { text: lineOf([...(only ? [] : names), ...added.names]), rows: 0 };
    isFirst = false;
    const x = orThrow(encode({ ...table, source: `'${data}'` }));
    const rows = added.rows(run(model, transform === undefined ? x : applyTransform(transform)(x)));
    const text = rows.map((row, i) => lineOf([...(only ? [] : cells[i]!), ...row])).join('');
    yield { text, rows: rows.length };
  }
}
