import { readFile } from 'node:fs/promises';
import type { FeatureEncoding, TargetEncoding } from '@puregrad/data/table';
import { showSummary, summary } from '@puregrad/layers';
import { leavesWithPaths, pipe, showShape, type Tensor } from '@puregrad/tensors';
import { decodeModel, decodeTensors } from '@puregrad/trainer';
import Table from 'cli-table3';
import { isLeft, left, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { loadTrained, type Trained } from '../data/trained.ts';
import type { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { decodeHistory, type PastEpoch } from '../history.ts';
import type { inspectOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { colors } from '../output/colors.ts';
import { nameOfTask } from '../task.ts';
import type { Terminal } from '../terminal.ts';

/** Statistics of a tensor. */
interface Figures {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  readonly norm: number;
  readonly largest: number;
  /** The share that is exactly 0. */
  readonly zeros: number;
}

const figuresOf = (tensor: string, { shape, data, size }: Tensor): Figures => {
  let [sum, squares, largest, zeros] = [0, 0, 0, 0];
  for (const value of data) {
    sum += value;
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
    if (value === 0) zeros++;
  }
  const mean = sum / size;
  return {
    tensor,
    shape,
    mean,
    deviation: Math.sqrt(Math.max(0, squares / size - mean * mean)),
    norm: Math.sqrt(squares),
    largest,
    zeros: zeros / size,
  };
};

const digits = (value: number): string => (value === 0 ? '0' : value.toPrecision(3));

const showFigures = (all: readonly Figures[]): string => {
  const table = new Table({
    head: ['tensor', 'shape', 'mean', 'deviation', 'norm', 'largest', 'zeros'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { tensor, shape, mean, deviation, norm, largest, zeros } of all)
    table.push([
      tensor,
      showShape(shape),
      ...[mean, deviation, norm, largest].map(digits),
      `${Math.round(100 * zeros)} %`,
    ]);
  return table.toString();
};

const showHistory = (epochs: readonly PastEpoch[]): string => {
  const names = Object.keys(epochs[0]?.metrics ?? {});
  const table = new Table({
    head: ['epoch', 'loss', 'val loss', ...names.map((name) => `val ${name}`)],
    colAligns: ['right', 'right', 'right', ...names.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const { epoch, loss, validationLoss, metrics } of epochs)
    table.push([
      String(epoch),
      loss.toFixed(4),
      validationLoss?.toFixed(4) ?? '',
      ...names.map((name) => metrics[name]?.toFixed(4) ?? ''),
    ]);
  return table.toString();
};

const describeFeature = (feature: FeatureEncoding): string => {
  switch (feature.kind) {
    case 'number':
      return feature.name;
    case 'date':
      return `${feature.name} (date)`;
    default:
      return `${feature.name} (${feature.categories.length} words)`;
  }
};

const describeTarget = (target: TargetEncoding): string =>
  target.kind === 'number'
    ? colors.bold(target.name)
    : `${colors.bold(target.name)} (${target.classes.join(' or ')})`;

const describe = ({ model, recipe }: Trained): readonly string[] => {
  const { task, target, targets, classes, inputs } = recipe;
  const features =
    inputs.kind === 'table'
      ? inputs.encoding.features.map(describeFeature).join(', ')
      : `images of ${inputs.shape.join(' × ')}`;
  const isStandardized =
    model.transform !== undefined ||
    (inputs.kind === 'table' && inputs.encoding.scale !== undefined);
  return [
    `${nameOfTask(task)} of ${targets?.map(describeTarget).join(', ') ?? colors.bold(target)}${classes === undefined ? '' : `: ${classes.join(', ')}`}`,
    `from ${features}${isStandardized ? ', standardized' : ''}`,
    ...(model.notes.data === undefined ? [] : [`trained on ${model.notes.data}`]),
  ];
};

/** `puregrad inspect`: the contents of a model or a checkpoint. */
export const inspect = (
  path: string,
  { json }: Requested<typeof inspectOptions>,
  { out }: Terminal,
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    () => loadTrained(path),
    TE.map((trained) => (json ? [jsonOfModel(trained)] : linesOfModel(trained))),
    TE.orElse((error) => tensorsOnly(path, json, error)),
    TE.map((lines) => {
      for (const line of lines) out(line);
      return ExitCode.ok;
    }),
  );

/** Any other safetensors file has tensors to look at. If it is not one, the error stands. */
const tensorsOnly =
  (path: string, json: boolean, error: CliError): TE.TaskEither<CliError, readonly string[]> =>
  async () => {
    const bytes = await readFile(path).catch(() => undefined);
    const file = bytes === undefined ? left(error) : decodeTensors(bytes);
    if (isLeft(file)) return left(error);
    const { tensors, metadata } = file.right;
    const figures = Object.entries(tensors).map(([name, tensor]) => figuresOf(name, tensor));
    const { format } = metadata;
    // A model that a program saved: its network may have several inputs or outputs.
    const model = decodeModel(bytes!, { parts: true });
    const network = isLeft(model) ? undefined : summary(model.right.network);
    return right(
      json
        ? [JSON.stringify({ file: path, format: format ?? null, ...network, tensors: figures })]
        : [
            `${colors.bold(path)}: ${format ?? 'a safetensors file'}`,
            ...(network === undefined ? [] : ['', showSummary(network), '']),
            showFigures(figures),
          ],
    );
  };

const figuresOfModel = ({ params, state }: Trained['model']): readonly Figures[] =>
  leavesWithPaths({ params, state }).map(([name, tensor]) => figuresOf(name, tensor));

const jsonOfModel = ({ path, model, recipe }: Trained): string => {
  const { layers, parameters } = summary(model.network);
  const history = decodeHistory(model.notes.history);
  const tensors = figuresOfModel(model);
  return JSON.stringify({ file: path, ...recipe, parameters, layers, tensors, history });
};

const linesOfModel = (trained: Trained): readonly string[] => {
  const { path, model } = trained;
  const history = decodeHistory(model.notes.history);
  return [
    `${colors.bold(path)}: ${describe(trained).join('\n')}`,
    '',
    showSummary(summary(model.network)),
    '',
    showFigures(figuresOfModel(model)),
    ...(history.length > 0 ? ['', showHistory(history)] : []),
  ];
};
