import type { Dataset } from '@puregrad/data';
import { pipe } from '@puregrad/tensors';
import { type Either, map, right } from 'fp-ts/lib/Either.js';
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
import { count } from '../output/describe-plan.ts';
import { decodeBaseline } from '../scores/baseline.ts';
import { type Scores, scoresOf } from '../scores/scores.ts';
import { jsonOfScores, tellClasses, tellMetrics } from '../scores/tell-scores.ts';
import type { Terminal } from '../terminal.ts';

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
        TE.flatMapEither((rows) => resultOf(trained, rows, source)),
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
  readonly scores: Scores;
}

const resultOf = (
  { path, model, recipe }: Trained,
  rows: Dataset,
  source: string,
): Either<CliError, Result> =>
  pipe(
    decodeBaseline(path, model.notes.baseline, {
      task: recipe.task,
      classes: recipe.classes?.length ?? 0,
      features: model.network.inputWidth,
    }),
    map((baseline) => ({
      ...{ source, recipe },
      scores: scoresOf(
        { recipe, network: model.network, variables: model, baseline },
        rows,
        undefined,
      ),
    })),
  );

const jsonOf = (path: string, { source, recipe, scores }: Result): string =>
  JSON.stringify({
    ...{ model: path, data: source, task: recipe.task },
    loss: scores.loss,
    metrics: { loss: scores.loss, ...scores.metrics },
    ...jsonOfScores(scores),
  });

const linesOf = (path: string, { source, scores }: Result): readonly string[] => [
  `${colors.bold(path)} on the ${count(scores.examples)} test examples of ${source}`,
  '',
  ...(scores.classes === undefined ? [] : tellClasses(scores.classes)),
  ...tellMetrics(scores, 'test'),
];
