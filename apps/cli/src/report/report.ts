import { type Dataset, invertTransform, type Transform, takeRows } from '@puregrad/data';
import { featureNames } from '@puregrad/data/table';
import { applyLayers, type Network, type NetworkSummary, summary } from '@puregrad/layers';
import { leavesWithPaths, softmax, type Tensor, tensor } from '@puregrad/tensors';
import {
  diagnose,
  type EpochReport,
  type Finding,
  type ModelVariables,
  predictor,
} from '@puregrad/trainer';
import type { Recipe } from '../data/recipe.ts';
import { maximum } from '../extremes.ts';
import type { TrainSettings } from '../options/train/train-options.ts';
import type { Scores } from '../scores/scores.ts';
import { classLogits } from '../task.ts';

/** What a run leaves that can be told of it. */
export interface ReportedRun {
  readonly settings: TrainSettings;
  readonly recipe: Recipe;
  readonly network: Network;
  readonly variables: ModelVariables;
  readonly transform: Transform | undefined;
  readonly history: readonly EpochReport[];
  readonly best: number;
  readonly main: string;
  readonly on: 'test' | 'validation';
  readonly scores: Scores;
  /** The rows that it was judged by, as the network takes them. */
  readonly rows: Dataset;
  readonly engine: string;
  readonly seconds: number;
}

/** Counts of numbers in equal intervals. */
export interface Histogram {
  readonly name: string;
  readonly from: number;
  readonly step: number;
  readonly counts: readonly number[];
}

/** A row that was far off. */
export interface Miss {
  readonly truth: string;
  readonly taken: string;
  /** The probability that the truth was given, or how far the number was off. */
  readonly figure: string;
  /** Its values, by name; an image's pixels instead. */
  readonly values: string;
  readonly pixels?: { readonly width: number; readonly height: number; readonly data: Uint8Array };
}

/** All that a report shows. */
export interface Report extends ReportedRun {
  readonly summary: NetworkSummary;
  readonly findings: readonly Finding[];
  readonly weights: readonly Histogram[];
  readonly activations: readonly Histogram[];
  /** Predictions beside truths, where numbers are learnt. */
  readonly pairs: readonly (readonly [truth: number, predicted: number])[] | undefined;
  readonly misses: readonly Miss[];
}

const BINS = 40;
const MOST_ROWS = 1000;
const MOST_MISSES = 12;
/** Rows with a higher probability of the true class are not misses. */
const DOUBT = 0.1;

export const histogramOf = (name: string, data: ArrayLike<number>): Histogram => {
  let [from, to] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    from = Math.min(from, data[i]!);
    to = Math.max(to, data[i]!);
  }
  if (data.length === 0) [from, to] = [0, 0];
  const step = (to - from) / BINS || 1;
  const counts = Array.from({ length: BINS }, () => 0);
  for (let i = 0; i < data.length; i++)
    counts[Math.min(BINS - 1, Math.floor((data[i]! - from) / step))]!++;
  return { name, from, step, counts };
};

const firstRows = (data: Dataset, count: number): Dataset =>
  takeRows(
    data,
    tensor(Int32Array.from({ length: Math.min(count, data.y.shape[0]!) }, (_, i) => i)),
  );

const percent = (share: number): string => {
  if (share < 0.001) return 'below 0.1 %';
  return `${share < 0.1 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`;
};

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** The values of a row as its owner knows them. */
const describeRow = ({ recipe, transform, rows }: ReportedRun, row: number): Partial<Miss> => {
  const one = takeRows(rows, tensor(Int32Array.of(row))).x;
  const x = transform === undefined ? one : invertTransform(transform)(one);
  const { inputs } = recipe;
  if (inputs.kind === 'images') {
    const [height = 1, width = x.size] = inputs.shape;
    return {
      values: '',
      pixels: { width, height, data: Uint8Array.from(x.data, (v) => Math.round(255 * v)) },
    };
  }
  const names =
    inputs.kind === 'table'
      ? featureNames(inputs.encoding)
      : Array.from({ length: x.size }, (_, i) => `x${i + 1}`);
  const shown = names.flatMap((name, i) => {
    const value = x.data[i]!;
    if (!name.includes('=')) return [`${name} ${short(value)}`];
    return value > 0.5 ? [name.replace('=', ' ')] : [];
  });
  return { values: shown.slice(0, 12).join(', ') + (shown.length > 12 ? ' …' : '') };
};

const missesOf = (run: ReportedRun, output: Tensor): readonly Miss[] => {
  const { recipe, rows } = run;
  const { classes = [] } = recipe;
  const truths = rows.y.data;
  const worst = (badness: readonly number[]): readonly number[] =>
    badness
      .map((_, i) => i)
      .sort((a, b) => badness[b]! - badness[a]!)
      .slice(0, MOST_MISSES);
  if (recipe.task === 'regression') {
    const errors = Array.from(output.data, (p, i) => Math.abs(p - truths[i]!));
    return worst(errors).map((row) => ({
      truth: short(truths[row]!),
      taken: short(output.data[row]!),
      figure: `off by ${short(errors[row]!)}`,
      ...(describeRow(run, row) as { readonly values: string }),
    }));
  }
  const shares = softmax(classLogits(recipe.task, output)).toArray() as number[][];
  const name = (c: number): string => classes[c] ?? String(c);
  const badness = shares.map((row, i) => 1 - row[truths[i]!]!);
  const doubtful = worst(badness).filter((row) => badness[row]! > DOUBT);
  return doubtful.map((row) => {
    const of = shares[row]!;
    return {
      truth: name(truths[row]!),
      taken: name(of.indexOf(maximum(of))),
      figure: `${percent(of[truths[row]!]!)} for the truth`,
      ...(describeRow(run, row) as { readonly values: string }),
    };
  });
};

/** Looks at the trained network once more, to tell of it. */
export const reportOf = (run: ReportedRun): Report => {
  const { network, variables, recipe, rows } = run;
  const { params, state } = variables;
  const [outputs] = applyLayers(network)(params, state, firstRows(rows, MOST_ROWS).x);
  const output = predictor({ network })(variables, rows.x);
  return {
    ...run,
    summary: summary(network),
    findings: diagnose(run.history),
    weights: leavesWithPaths(params).flatMap(([path, leaf]) =>
      path.endsWith('.kernel') ? [histogramOf(path.replace('.kernel', ''), leaf.data)] : [],
    ),
    activations: outputs.map((of) => histogramOf(of.name, of.output.data)),
    pairs:
      recipe.task === 'regression'
        ? Array.from(output.data.slice(0, MOST_ROWS), (p, i) => [rows.y.data[i]!, p] as const)
        : undefined,
    misses: missesOf(run, output),
  };
};
