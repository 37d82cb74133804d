import { pipe, sizeOf } from '@puregrad/tensors';
import { type Either, map } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { readingOf } from '../data/reading.ts';
import type { Recipe } from '../data/recipe.ts';
import { type RowsToJudge, rowsToJudge } from '../data/rows-to-judge.ts';
import { loadTrained, type Trained } from '../data/trained.ts';
import type { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import type { evaluateOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { colors } from '../output/colors.ts';
import { whileReading } from '../output/reading-bar.ts';
import { decodeBaseline } from '../scores/baseline.ts';
import { type Scores, scoresOf } from '../scores/scores.ts';
import { jsonOfScores, tellClasses, tellMetrics } from '../scores/tell-scores.ts';
import { tellTargets } from '../scores/tell-targets.ts';
import type { Terminal } from '../terminal.ts';

/** `puregrad evaluate`: the metrics of a saved model, on the rows that were set aside or on others. */
export const evaluate = (
  path: string,
  { data, labels, json, ...formats }: Requested<typeof evaluateOptions>,
  terminal: Terminal,
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    () => loadTrained(path),
    TE.flatMap((trained) =>
      pipe(
        () =>
          whileReading(json ? undefined : terminal.screen, (onProgress) =>
            rowsToJudge(trained, data, { ...readingOf(formats), labels, onProgress }),
          ),
        TE.flatMapEither((rows) => resultOf(trained, rows)),
      ),
    ),
    TE.map((result) => {
      for (const line of json ? [jsonOf(path, result)] : linesOf(path, result)) terminal.out(line);
      return ExitCode.ok;
    }),
  );

/** A model's result on rows. */
interface Result {
  readonly judged: RowsToJudge;
  readonly recipe: Recipe;
  readonly scores: Scores;
}

const resultOf = (
  { path, model, recipe }: Trained,
  judged: RowsToJudge,
): Either<CliError, Result> =>
  pipe(
    decodeBaseline(path, model.notes.baseline, {
      task: recipe.task,
      classes: recipe.classes?.length ?? 0,
      features: sizeOf([model.network.input].flat()),
      targets: recipe.targets?.length ?? 1,
    }),
    map((baseline) => ({
      ...{ judged, recipe },
      scores: scoresOf(
        { recipe, network: model.network, variables: model, baseline },
        judged.known,
        judged.strangers,
      ),
    })),
  );

const jsonOf = (path: string, { judged, recipe, scores }: Result): string =>
  JSON.stringify({
    ...{ model: path, data: judged.source, rows: judged.on, task: recipe.task },
    loss: scores.loss,
    metrics: { loss: scores.loss, ...scores.metrics },
    ...jsonOfScores(scores),
    ...(judged.remarks.length === 0 ? {} : { remarks: judged.remarks }),
  });

const linesOf = (path: string, { judged, scores }: Result): readonly string[] => [
  `${colors.bold(path)} on ${judged.described}`,
  ...judged.remarks,
  '',
  ...(scores.classes === undefined ? [] : tellClasses(scores.classes)),
  ...tellTargets(scores.targets),
  ...tellMetrics(scores, judged.on),
];
