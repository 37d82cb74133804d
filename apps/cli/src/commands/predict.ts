import { applyTransform } from '@puregrad/data';
import { encodeTable } from '@puregrad/data/table';
import { softmax, type Tensor } from '@puregrad/tensors';
import { predictor } from '@puregrad/trainer';
import { isLeft } from 'fp-ts/lib/Either.js';
import Papa from 'papaparse';
import { CsvProblem, readCsvChunks } from '../data/csv-stream.ts';
import { loadTestRows } from '../data/test-rows.ts';
import { loadTrained, type Trained } from '../data/trained.ts';
import { ExitCode } from '../exit-code.ts';
import { maximum } from '../extremes.ts';
import type { predictOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { savingProblem } from '../output/saving-problem.ts';
import { writeText } from '../output/text-file.ts';
import { classLogits } from '../task.ts';
import { refuse, type Terminal } from '../terminal.ts';

/** So many rows are in memory at a time. */
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

/** `puregrad predict`: what a saved model says of the rows of a file. */
export const predict = async (
  path: string,
  data: string,
  { out: outPath, probabilities, only }: Requested<typeof predictOptions>,
  terminal: Terminal,
): Promise<ExitCode> => {
  const problem = outPath === undefined ? undefined : await savingProblem('--out', outPath);
  if (problem !== undefined) return refuse(terminal, problem);
  const trained = await loadTrained(path);
  if (isLeft(trained)) return refuse(terminal, trained.left);
  const given = trained.right;
  const { model, recipe } = given;
  const { inputs } = recipe;
  const run = predictor({ network: model.network });
  const added = columnsOf(given, probabilities);
  let count = 0;
  async function* lines(): AsyncGenerator<string, void, void> {
    if (inputs.kind !== 'table') {
      const rows = await loadTestRows(given, data);
      if (isLeft(rows)) throw new CsvProblem(rows.left);
      yield lineOf(added.names);
      yield added.rows(run(model, rows.right.x)).map(lineOf).join('');
      count = rows.right.x.shape[0]!;
      return;
    }
    for await (const { names, cells, table } of readCsvChunks(data, CHUNK)) {
      if (count === 0) yield lineOf([...(only ? [] : names), ...added.names]);
      const x = encodeTable(inputs.encoding)(table);
      if (isLeft(x)) throw new CsvProblem(x.left.message.replace('the table, ', ''));
      const { transform } = model;
      const rows = added.rows(
        run(model, transform === undefined ? x.right : applyTransform(transform)(x.right)),
      );
      yield rows.map((row, i) => lineOf([...(only ? [] : cells[i]!), ...row])).join('');
      count += rows.length;
    }
  }
  try {
    if (outPath !== undefined) await writeText(outPath, lines());
    else for await (const part of lines()) if (part !== '') terminal.out(part.replace(/\n$/, ''));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && message.includes(data))
      return refuse(terminal, `'${data}' does not exist; check the path`);
    if (error instanceof CsvProblem || code !== undefined)
      return refuse(terminal, `'${data}': ${message}`);
    throw error;
  }
  if (outPath !== undefined)
    terminal.out(`Wrote ${count.toLocaleString('en-US')} predictions to ${outPath}`);
  return ExitCode.ok;
};
