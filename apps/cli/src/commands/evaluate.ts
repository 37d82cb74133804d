import type { Dataset } from '@puregrad/data';
import { confusionMatrix } from '@puregrad/metrics';
import { pipe } from '@puregrad/tensors';
import { type Evaluation, evaluator, predictor } from '@puregrad/trainer';
import Table from 'cli-table3';
import { type Either, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Recipe } from '../data/recipe.ts';
import type { NetworkRows } from '../data/rows-for.ts';
import { loadTestRows } from '../data/test-rows.ts';
import { loadTrained, type Trained } from '../data/trained.ts';
import { type CliError, unusable } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import type { evaluateOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { colors } from '../output/colors.ts';
import { classLogits, judgeOf } from '../task.ts';
import type { Terminal } from '../terminal.ts';

/** The matrix with its diagonal in bold: rows are true classes, columns predicted ones. */
const showConfusion = (
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): string => {
  const table = new Table({
    head: ['true \\ predicted', ...classes],
    colAligns: ['left', ...matrix.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  matrix.forEach((row, i) => {
    table.push([
      classes[i]!,
      ...row.map((n, j) => (n === 0 ? colors.dim('·') : i === j ? colors.bold(n) : String(n))),
    ]);
  });
  return table.toString();
};

/** A table with more classes would be hard to read. */
const MAX_SHOWN = 20;

/** `puregrad evaluate`: the metrics of a saved model on test data. */
export const evaluate = (
  path: string,
  { data, labels, json }: Requested<typeof evaluateOptions>,
  terminal: Terminal,
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    () => loadTrained(path),
    TE.flatMap((trained) => {
      const source = data ?? trained.model.notes.data ?? 'mnist';
      return pipe(
        () => loadTestRows(trained, source, { labels }),
        TE.flatMapEither((rows) => labelled(rows, source, trained)),
        TE.map((rows) => resultOf(trained, rows, source)),
      );
    }),
    TE.map((result) => {
      for (const line of json ? [jsonOf(path, result)] : linesOf(path, result)) terminal.out(line);
      return ExitCode.ok;
    }),
  );

const labelled = (
  { x, y }: NetworkRows,
  source: string,
  { recipe }: Trained,
): Either<CliError, Dataset> =>
  y === undefined
    ? unusable(
        `'${source}' has no ${recipe.target}, which an evaluation needs; puregrad predict does not`,
      )
    : right({ x, y });

/** A model's result on test data. */
interface Result {
  readonly source: string;
  readonly recipe: Recipe;
  readonly examples: number;
  readonly judged: Evaluation;
  /** Rows are true classes, columns predicted ones. */
  readonly confusion: readonly (readonly number[])[] | undefined;
}

const resultOf = ({ model, recipe }: Trained, rows: Dataset, source: string): Result => {
  const { network } = model;
  const { loss, metrics } = judgeOf[recipe.task];
  const judged = evaluator({ network, loss, metrics })(model, rows);
  const confusion =
    recipe.task === 'regression'
      ? undefined
      : (confusionMatrix(classLogits(recipe.task, predictor({ network })(model, rows.x)), rows.y, {
          classes: Math.max(2, network.outputWidth),
        }).toArray() as number[][]);
  return { source, recipe, examples: rows.y.size, judged, confusion };
};

const jsonOf = (path: string, { source, recipe, examples, judged, confusion }: Result): string =>
  JSON.stringify({
    model: path,
    data: source,
    task: recipe.task,
    examples,
    loss: judged.loss,
    metrics: { loss: judged.loss, ...judged.metrics },
    ...(confusion === undefined ? {} : { classes: recipe.classes ?? [], confusion }),
  });

const linesOf = (
  path: string,
  { source, recipe, examples, judged, confusion }: Result,
): readonly string[] => {
  const { main } = judgeOf[recipe.task];
  return [
    `${colors.bold(path)} on the ${examples.toLocaleString('en-US')} test examples of ${source}`,
    '',
    ...(confusion !== undefined && confusion.length <= MAX_SHOWN
      ? [showConfusion(confusion, recipe.classes ?? []), '']
      : []),
    `test loss ${judged.loss.toFixed(4)}`,
    ...Object.entries(judged.metrics).flatMap(([name, value]) =>
      name === main ? [] : [`test ${name} ${value.toFixed(4)}`],
    ),
    `test ${main} ${(judged.metrics[main] ?? Number.NaN).toFixed(4)}`,
  ];
};
