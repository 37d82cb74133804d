import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy, confusionMatrix } from '@puregrad/metrics';
import { evaluator, predictor } from '@puregrad/trainer';
import { loadModel } from '@puregrad/trainer/node';
import Table from 'cli-table3';
import { isLeft } from 'fp-ts/lib/Either.js';
import colors from 'picocolors';
import { loadSource } from '../data-source.ts';
import { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

export interface EvaluateOptions {
  readonly data: string;
  readonly json?: boolean;
}

/** The matrix with its diagonal set off: rows are true classes, columns what they were taken for. */
const showConfusion = (matrix: readonly (readonly number[])[]): string => {
  const table = new Table({
    head: ['true \\ taken for', ...matrix.map((_, j) => String(j))],
    colAligns: ['left', ...matrix.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  matrix.forEach((row, i) => {
    table.push([
      String(i),
      ...row.map((n, j) => (n === 0 ? colors.dim('·') : i === j ? colors.bold(n) : String(n))),
    ]);
  });
  return table.toString();
};

/** `puregrad evaluate`: the metrics of a saved model on test data. */
export const evaluate = async (
  path: string,
  { data, json = false }: EvaluateOptions,
  { out, err }: Terminal,
): Promise<ExitCode> => {
  const fail = (message: string): ExitCode => {
    err(`puregrad: ${message}`);
    return ExitCode.failed;
  };
  const model = await loadModel(path)();
  if (isLeft(model)) return fail(model.left.message);
  const source = await loadSource(data);
  if (isLeft(source)) return fail(source.left);
  const { network } = model.right;
  const { test, features, classes } = source.right;
  if (network.inputWidth !== features || network.outputWidth < classes)
    return fail(
      `'${path}' takes ${network.inputWidth} features and tells ${network.outputWidth} classes apart; '${data}' has ${features} features and ${classes} classes`,
    );

  const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: { accuracy } };
  const { loss, metrics } = evaluator(objective)(model.right, test);
  const logits = predictor({ network })(model.right, test.x);
  const confusion = confusionMatrix(logits, test.y, {
    classes: network.outputWidth,
  }).toArray() as number[][];

  const examples = test.y.size;
  if (json) out(JSON.stringify({ model: path, data, examples, loss, metrics, confusion }));
  else {
    out(`${colors.bold(path)} on the ${examples.toLocaleString('en-US')} test examples of ${data}`);
    out('');
    out(showConfusion(confusion));
    out('');
    out(`test loss ${loss.toFixed(4)}`);
    out(`test accuracy ${(metrics.accuracy ?? Number.NaN).toFixed(4)}`);
  }
  return ExitCode.ok;
};
