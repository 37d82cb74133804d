import { readFile } from 'node:fs/promises';
import { showSummary, summary } from '@puregrad/layers';
import { leavesWithPaths, showShape, type Tensor } from '@puregrad/tensors';
import { decodeTensors } from '@puregrad/trainer';
import Table from 'cli-table3';
import { isLeft } from 'fp-ts/lib/Either.js';
import { loadTrained, type Trained } from '../data/trained.ts';
import { ExitCode } from '../exit-code.ts';
import { decodeHistory, type PastEpoch } from '../history.ts';
import type { inspectOptions } from '../options/command-options.ts';
import type { Requested } from '../options/option.ts';
import { colors } from '../output/colors.ts';
import { refuse, type Terminal } from '../terminal.ts';

/** What the numbers of a tensor come to. */
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

const describe = ({ model, recipe }: Trained): readonly string[] => {
  const { task, target, classes, inputs } = recipe;
  const features =
    inputs.kind === 'table'
      ? inputs.encoding.features
          .map((of) =>
            of.kind === 'number' ? of.name : `${of.name} (${of.categories.length} words)`,
          )
          .join(', ')
      : inputs.kind === 'images'
        ? `images of ${inputs.shape.join(' × ')}`
        : `array ${inputs.name}`;
  return [
    `${task} of ${colors.bold(target)}${classes === undefined ? '' : `: ${classes.join(', ')}`}`,
    `from ${features}${model.transform === undefined ? '' : ', standardized'}`,
    ...(model.notes.data === undefined ? [] : [`trained on ${model.notes.data}`]),
  ];
};

/** `puregrad inspect`: what is in a model or a checkpoint. */
export const inspect = async (
  path: string,
  { json }: Requested<typeof inspectOptions>,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { out } = terminal;
  const trained = await loadTrained(path);
  if (isLeft(trained)) {
    // Any other safetensors file has tensors to look at.
    const bytes = await readFile(path).catch(() => undefined);
    const file = bytes === undefined ? undefined : decodeTensors(bytes);
    if (file === undefined || isLeft(file)) return refuse(terminal, trained.left);
    const { tensors, metadata } = file.right;
    const figures = Object.entries(tensors).map(([name, tensor]) => figuresOf(name, tensor));
    if (json)
      out(JSON.stringify({ file: path, format: metadata.format ?? null, tensors: figures }));
    else {
      out(`${colors.bold(path)}: ${metadata.format ?? 'a safetensors file'}`);
      out(showFigures(figures));
    }
    return ExitCode.ok;
  }
  const { model, recipe } = trained.right;
  const { params, state, network, notes } = model;
  const figures = leavesWithPaths({ params, state }).map(([name, tensor]) =>
    figuresOf(name, tensor),
  );
  const history = decodeHistory(notes.history);
  if (json) {
    const { layers, parameters } = summary(network);
    out(JSON.stringify({ file: path, ...recipe, parameters, layers, tensors: figures, history }));
    return ExitCode.ok;
  }
  out(`${colors.bold(path)}: ${describe(trained.right).join('\n')}`);
  out('');
  out(showSummary(summary(network)));
  out('');
  out(showFigures(figures));
  if (history.length > 0) {
    out('');
    out(showHistory(history));
  }
  return ExitCode.ok;
};
