import type { PermutationImportance } from '@puregrad/metrics/importance';
import { pipe } from '@puregrad/tensors';
import { left, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type RowsToJudge, rowsToJudge } from '../data/rows-to-judge.ts';
import { loadTrained, type Trained } from '../data/trained.ts';
import { type CliError, inputError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { columnGroups } from '../importance/column-groups.ts';
import { isClear, measureImportance, scoresFor, someRows } from '../importance/importance.ts';
import { showImportances } from '../importance/show-importance.ts';
import type { importanceOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { colors } from '../output/colors.ts';
import { count } from '../output/describe-plan.ts';
import { countProgress } from '../output/progress.ts';
import { judgeOf } from '../task.ts';
import type { Terminal } from '../terminal.ts';

type ImportanceOptions = Requested<typeof importanceOptions>;

/** More rows would take long, and change little. */
const MOST_ROWS = 20_000;

/** `puregrad importance`: how much worse a saved model is if a column says nothing about its row. */
export const importance = (
  path: string,
  options: ImportanceOptions,
  terminal: Terminal,
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    () => loadTrained(path),
    TE.flatMap((trained) => measure(trained, options, terminal)),
    TE.map((result) => {
      for (const line of options.json ? [jsonOf(path, result)] : linesOf(path, result))
        terminal.out(line);
      return ExitCode.ok;
    }),
  );

interface Result extends PermutationImportance {
  readonly trained: Trained;
  readonly judged: RowsToJudge;
  /** All rows, and how many of them were used. */
  readonly rows: number;
  readonly used: number;
  readonly repeats: number;
  readonly seed: number;
}

const measure = (
  trained: Trained,
  { data, repeats, seed, json }: ImportanceOptions,
  { screen }: Terminal,
): TE.TaskEither<CliError, Result> => {
  const { model, recipe, path } = trained;
  const groups = columnGroups(recipe);
  if (groups === undefined)
    return TE.left(
      inputError(
        `'${path}' takes images, and a pixel alone says little: importance is for the columns of tables and arrays`,
      ),
    );
  return pipe(
    () => rowsToJudge(trained, data, {}),
    TE.flatMap((judged) => async () => {
      const rows = someRows(judged.known, MOST_ROWS, seed);
      const { network } = model;
      const measured = { groups, repeats, seed };
      const progress = countProgress(json ? undefined : screen, scoresFor(measured));
      const found = await measureImportance(
        { network, variables: model, task: recipe.task },
        rows,
        measured,
        progress.count,
      ).finally(progress.stop);
      const { main } = judgeOf[recipe.task];
      if (!Number.isFinite(found.score))
        return left(
          inputError(
            `${main} is not defined for the rows of '${judged.source}': there are too few, or all targets are equal`,
          ),
        );
      const counts = { rows: judged.known.y.shape[0]!, used: rows.y.shape[0]! };
      return right({ ...found, ...counts, trained, judged, repeats, seed });
    }),
  );
};

const jsonOf = (
  path: string,
  { trained, judged, rows, used, repeats, seed, score, groups }: Result,
): string => {
  const { task } = trained.recipe;
  return JSON.stringify({
    ...{
      model: path,
      data: judged.source,
      on: judged.on,
      task,
      examples: rows,
      used,
      repeats,
      seed,
    },
    metric: judgeOf[task].main,
    score,
    columns: groups.map((one) => ({ ...one, clear: isClear(one) })),
    ...(judged.remarks.length === 0 ? {} : { remarks: judged.remarks }),
  });
};

const linesOf = (
  path: string,
  { trained, judged, rows, used, repeats, score, groups }: Result,
): readonly string[] => {
  const { main } = judgeOf[trained.recipe.task];
  const examples = used < rows ? `${count(used)} random rows of ` : '';
  const times = repeats === 1 ? 'once, so that there is no spread' : `${repeats} times`;
  return [
    `${colors.bold(path)} on ${examples}${judged.described}: ${main} ${score.toFixed(4)}`,
    ...judged.remarks,
    `drop of the ${main} when the values of a column are permuted among the rows, ${times}: mean ± standard deviation`,
    '',
    ...showImportances(groups),
  ];
};
