import { type Dataset, takeRows } from '@puregrad/data';
import { applyLayers, type NetworkSummary, summary } from '@puregrad/layers';
import { leavesWithPaths, type Tensor, tensor } from '@puregrad/tensors';
import { diagnose, type Finding, predictor } from '@puregrad/trainer';
import type { Recipe } from '../data/recipe.ts';
import { targetNames } from '../data/target-encodings.ts';
import { tensorInUnits, unitsOf } from '../data/units.ts';
import { knownColumns } from './known-columns.ts';
import { type Miss, missesOf } from './misses.ts';
import {
  byImportance,
  type NotMeasured,
  type ReportedImportance,
  reportImportance,
} from './report-importance.ts';
import type { ReportedRun } from './reported-run.ts';

/** Counts of numbers in equal intervals. */
export interface Histogram {
  readonly name: string;
  readonly from: number;
  readonly step: number;
  readonly counts: readonly number[];
}

/** Predictions beside truths. */
export interface TargetPairs {
  readonly name: string;
  readonly pairs: readonly (readonly [truth: number, predicted: number])[];
}

/** All that a report shows. */
export interface Report extends ReportedRun {
  readonly summary: NetworkSummary;
  readonly findings: readonly Finding[];
  readonly weights: readonly Histogram[];
  readonly activations: readonly Histogram[];
  /** Predictions beside truths, for each target that is a number. */
  readonly pairs: readonly TargetPairs[];
  /** Undefined for images. */
  readonly importance: ReportedImportance | NotMeasured | undefined;
  readonly misses: readonly Miss[];
}

const BINS = 40;
const MOST_ROWS = 1000;
const MOST_TARGETS = 6;

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

/** The first rows of the first targets. */
const pairsOf = (recipe: Recipe, output: Tensor, truths: Tensor): readonly TargetPairs[] => {
  const names = targetNames(recipe);
  const rows = Math.min(MOST_ROWS, truths.shape[0]!);
  return names.slice(0, MOST_TARGETS).map((name, column) => ({
    name,
    pairs: Array.from({ length: rows }, (_, row) => {
      const i = row * names.length + column;
      return [truths.data[i]!, output.data[i]!] as const;
    }),
  }));
};

/** Looks at the trained network once more, to tell of it. */
export const reportOf = async (run: ReportedRun): Promise<Report> => {
  const { network, variables, recipe, rows } = run;
  const { params, state } = variables;
  const [outputs] = applyLayers(network)(params, state, firstRows(rows, MOST_ROWS).x);
  const inNumbers =
    recipe.task === 'regression'
      ? tensorInUnits(unitsOf(recipe))
      : (given: Tensor): Tensor => given;
  const output = inNumbers(predictor({ network })(variables, rows.x));
  const truths = inNumbers(rows.y);
  const columns = knownColumns(run);
  const importance = await reportImportance(run, columns);
  return {
    ...run,
    importance,
    summary: summary(network),
    findings: diagnose(run.history),
    weights: leavesWithPaths(params).flatMap(([path, leaf]) =>
      path.endsWith('.kernel') ? [histogramOf(path.replace('.kernel', ''), leaf.data)] : [],
    ),
    activations: outputs.map((of) => histogramOf(of.name, of.output.data)),
    pairs: recipe.task === 'regression' ? pairsOf(recipe, output, truths) : [],
    misses: missesOf(
      { ...run, rows: { ...rows, y: truths } },
      output,
      byImportance(columns, importance),
    ),
  };
};
