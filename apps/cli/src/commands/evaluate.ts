import { confusionMatrix } from '@puregrad/metrics';
import { evaluator, predictor } from '@puregrad/trainer';
import Table from 'cli-table3';
import { isLeft } from 'fp-ts/lib/Either.js';
import { loadTestRows } from '../data/test-rows.ts';
import { loadTrained } from '../data/trained.ts';
import { ExitCode } from '../exit-code.ts';
import type { evaluateOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { colors } from '../output/colors.ts';
import { classLogits, judgeOf } from '../task.ts';
import { refuse, type Terminal } from '../terminal.ts';

/** The matrix with its diagonal set off: rows are true classes, columns what they were taken for. */
const showConfusion = (
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): string => {
  const table = new Table({
    head: ['true \\ taken for', ...classes],
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

/** More classes than these make no table for people. */
const MOST_SHOWN = 20;

/** `puregrad evaluate`: the metrics of a saved model on test data. */
export const evaluate = async (
  path: string,
  { data, labels, json }: Requested<typeof evaluateOptions>,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { out } = terminal;
  const trained = await loadTrained(path);
  if (isLeft(trained)) return refuse(terminal, trained.left);
  const { model, recipe } = trained.right;
  const source = data ?? model.notes.data ?? 'mnist';
  const test = await loadTestRows(trained.right, source, { labels });
  if (isLeft(test)) return refuse(terminal, test.left);
  const { x, y } = test.right;
  if (y === undefined)
    return refuse(
      terminal,
      `'${source}' has no ${recipe.target} to judge the predictions by; predict gives them without`,
    );

  const { network } = model;
  const { loss, metrics, main } = judgeOf[recipe.task];
  const judged = evaluator({ network, loss, metrics })(model, { x, y });
  const names = recipe.classes ?? [];
  const confusion =
    recipe.task === 'regression'
      ? undefined
      : (confusionMatrix(classLogits(recipe.task, predictor({ network })(model, x)), y, {
          classes: Math.max(2, network.outputWidth),
        }).toArray() as number[][]);

  const examples = y.size;
  if (json) {
    const { task } = recipe;
    out(
      JSON.stringify({
        model: path,
        data: source,
        task,
        examples,
        loss: judged.loss,
        metrics: { loss: judged.loss, ...judged.metrics },
        ...(confusion === undefined ? {} : { classes: names, confusion }),
      }),
    );
    return ExitCode.ok;
  }
  out(`${colors.bold(path)} on the ${examples.toLocaleString('en-US')} test examples of ${source}`);
  out('');
  if (confusion !== undefined && confusion.length <= MOST_SHOWN) {
    out(showConfusion(confusion, names));
    out('');
  }
  out(`test loss ${judged.loss.toFixed(4)}`);
  for (const [name, value] of Object.entries(judged.metrics))
    if (name !== main) out(`test ${name} ${value.toFixed(4)}`);
  out(`test ${main} ${(judged.metrics[main] ?? Number.NaN).toFixed(4)}`);
  return ExitCode.ok;
};
