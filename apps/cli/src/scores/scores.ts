import type { Dataset } from '@puregrad/data';
import type { Axes, Network } from '@puregrad/layers';
import {
  averagePrecision,
  type ClassReport,
  classReport,
  confusionMatrix,
  rocAuc,
} from '@puregrad/metrics';
import { argMax, concat, type Engine, neg, sizeOf, type Tensor, tensor } from '@puregrad/tensors';
import { evaluator, type ModelVariables, predictor } from '@puregrad/trainer';
import type { Recipe } from '../data/recipe.ts';
import type { Strangers } from '../data/training-types.ts';
import { inUnits, unitsOf } from '../data/units.ts';
import { classLogits, isOfClasses, judgeIn, judgeOf } from '../task.ts';
import { type Baseline, constantOutput, linearOutput, mostFrequent } from './baseline.ts';
import { rareClass } from './imbalance.ts';
import { labelMetrics, type TargetScore, targetScores } from './target-scores.ts';

/** How well a model does on rows, beside what is easy to reach. */
export interface Scores {
  /** The number of rows. */
  readonly examples: number;
  /** The mean loss of the rows whose labels the training knew. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The metric that counts. */
  readonly main: 'accuracy' | 'r2';
  /** What the main metric of simpler models is. */
  readonly baselines: readonly BaselineScore[];
  /** Undefined unless one of some classes is learnt. */
  readonly classes: ClassScores | undefined;
  /** Of several targets, those of each. */
  readonly targets: readonly TargetScore[] | undefined;
}

export interface BaselineScore {
  readonly kind: 'constant' | 'linear';
  /** What it always says; undefined of a linear model, and of several targets, which have values of their own. */
  readonly says: string | number | undefined;
  /** The training rows that it was fitted on. */
  readonly rows: number;
  readonly value: number;
}

export interface ClassScores {
  /** Precision, recall and F1 of each class; after those of the training come labels that it never saw. */
  readonly report: ClassReport;
  /** Rows are true classes, columns predicted ones. */
  readonly confusion: readonly (readonly number[])[];
  /** Of two classes, the rarer one, which average precision is about; of more undefined. */
  readonly positive: { readonly name: string; readonly share: number } | undefined;
  /** Whether a class is so rare that accuracy tells little. */
  readonly areUneven: boolean;
}

/** A model to judge. */
export interface JudgedModel {
  readonly recipe: Recipe;
  readonly network: Network<Axes, Axes>;
  readonly variables: ModelVariables;
  readonly baseline: Baseline | undefined;
  readonly engine?: Engine<'now'>;
}

/** Judges a model by rows. `strangers` are rows with labels that the training never saw: they count as wrong. */
export const scoresOf = (
  model: JudgedModel,
  rows: Dataset,
  strangers: Strangers | undefined,
): Scores => {
  const { recipe, network, variables, engine } = model;
  const { loss, metrics, main } = judgeIn(recipe.task, unitsOf(recipe));
  const options = engine === undefined ? {} : { engine };
  const judged = evaluator({ network, loss, metrics }, options)(variables, rows);
  const known = rows.y.shape[0]!;
  const examples = known + (strangers?.x.shape[0] ?? 0);
  const baselines = baselineScores(model, rows, examples);
  const found = { examples, loss: judged.loss, main, baselines };
  const predict = predictor({ network }, options);
  if (!isOfClasses(recipe.task)) {
    const none = { classes: undefined, targets: undefined };
    if (recipe.targets === undefined) return { ...found, metrics: judged.metrics, ...none };
    const output = predict(variables, rows.x);
    const targets = targetScores({ ...model, output }, rows)!;
    const ofLabels = recipe.task === 'multilabel' ? labelMetrics(output, rows.y, targets) : {};
    return { ...found, metrics: { ...judged.metrics, ...ofLabels }, classes: undefined, targets };
  }
  const output = predict(variables, rows.x);
  const classes = classScores(model, rows.y, {
    output,
    strange: strangers && { ...strangers, output: predict(variables, strangers.x) },
  });
  const { accuracy } = strangers === undefined ? judged.metrics : classes.report;
  return {
    ...found,
    metrics: {
      accuracy: accuracy!,
      balancedAccuracy: balancedAccuracyOf(classes.report),
      ...(recipe.task === 'binary' ? rankingScores(output, rows.y, positiveOf(model, rows.y)) : {}),
    },
    classes,
    targets: undefined,
  };
};

/** The mean recall of the classes that have rows. */
const balancedAccuracyOf = ({ classes }: ClassReport): number => {
  const present = classes.filter(({ support }) => support > 0);
  return present.reduce((sum, { recall }) => sum + recall, 0) / present.length;
};

const baselineScores = (
  { recipe, baseline }: JudgedModel,
  { x, y }: Dataset,
  examples: number,
): readonly BaselineScore[] => {
  if (baseline === undefined) return [];
  const { task } = recipe;
  const { metrics, main } = judgeOf[task];
  const known = y.shape[0]!;
  // Labels that the training never saw are wrong for every model.
  const share = main === 'accuracy' ? known / examples : 1;
  const valueOf = (output: Tensor): number => metrics[main]!(output, y).item() * share;
  const { linear } = baseline;
  const constant: BaselineScore = {
    kind: 'constant',
    says: constantOf(recipe, baseline),
    rows: baseline.rows,
    value: valueOf(constantOutput(task, baseline, known)),
  };
  if (linear === undefined) return [constant];
  const value = valueOf(linearOutput(linear, x));
  return [constant, { kind: 'linear', says: undefined, rows: linear.rows, value }];
};

/** The mean of the target, or the most frequent class; undefined of several targets. */
const constantOf = (recipe: Recipe, baseline: Baseline): string | number | undefined => {
  if (recipe.targets !== undefined) return undefined;
  const [units] = unitsOf(recipe);
  if (recipe.task === 'regression') return inUnits(units!)(baseline.mean);
  const best = mostFrequent(baseline);
  return recipe.classes?.[best] ?? String(best);
};

/** Of two classes, the one that had fewer training rows. */
const positiveOf = ({ baseline }: JudgedModel, y: Tensor): 0 | 1 => {
  const counts =
    baseline?.counts ?? [0, 1].map((c) => y.data.filter((label) => label === c).length);
  return counts[0]! < counts[1]! ? 0 : 1;
};

/** The areas under the curves; none if all rows are of one class, or the network gives NaN. */
const rankingScores = (
  output: Tensor,
  y: Tensor,
  positive: 0 | 1,
): Readonly<Record<string, number>> => {
  const yes = y.data.filter((label) => label === positive).length;
  if (yes === 0 || yes === y.size || output.data.some((logit) => Number.isNaN(logit))) return {};
  const scores = positive === 1 ? output : neg(output);
  const labels = tensor(Int32Array.from(y.data, (label) => (label === positive ? 1 : 0)));
  return {
    rocAuc: rocAuc(scores, labels).item(),
    averagePrecision: averagePrecision(scores, labels).item(),
  };
};

interface Outputs {
  readonly output: Tensor;
  readonly strange: (Strangers & { readonly output: Tensor }) | undefined;
}

const classScores = (model: JudgedModel, y: Tensor, { output, strange }: Outputs): ClassScores => {
  const { recipe, network, baseline } = model;
  const known = Math.max(2, sizeOf([network.output].flat()));
  const strangeNames = [...new Set(strange?.labels ?? [])];
  const names = [
    ...Array.from({ length: known }, (_, i) => recipe.classes?.[i] ?? String(i)),
    ...strangeNames,
  ];
  const outputs = strange === undefined ? output : concat([output, strange.output]);
  const labels = new Int32Array(y.size + (strange?.labels.length ?? 0));
  labels.set(y.data);
  labels.set(
    (strange?.labels ?? []).map((label) => known + strangeNames.indexOf(label)),
    y.size,
  );
  const matrix = confusionMatrix(argMax(classLogits(recipe.task, outputs)), tensor(labels), {
    classes: names.length,
  });
  const positive = recipe.task === 'binary' ? positiveOf(model, y) : undefined;
  const report = classReport(matrix, { names });
  return {
    report,
    confusion: matrix.toArray() as number[][],
    positive:
      positive === undefined
        ? undefined
        : { name: names[positive]!, share: report.classes[positive]!.support / labels.length },
    areUneven: baseline !== undefined && rareClass(baseline.counts) !== undefined,
  };
};
