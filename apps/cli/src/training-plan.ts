import { batches, type Dataset } from '@puregrad/data';
import type { Network, Variables } from '@puregrad/layers';
import { type Optimizer, type Plateau, reduceOnPlateau } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { concat, defaultEngine } from '@puregrad/tensors';
import type { EpochReport, FitOptions, Trained } from '@puregrad/trainer';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { buildAugmentation, buildNetwork, buildOptimizer } from './build-run.ts';
import { isImageFolder } from './data/image-folder.ts';
import type { Recipe } from './data/recipe.ts';
import { fitTarget } from './data/target-scale.ts';
import { loadTrainingData } from './data/training-data.ts';
import type { TrainingData } from './data/training-types.ts';
import { type CliError, unusable } from './errors.ts';
import {
  decide,
  type TrainRequest,
  type TrainSettings,
  validationShare,
} from './options/train/train-options.ts';
import { judgeOf, lossOf, outputsOf, type Task, targetCount } from './task.ts';

/** A training run with its data, ready to start. */
export interface TrainingPlan {
  readonly data: TrainingData;
  readonly settings: TrainSettings;
  readonly network: Network<number, number>;
  readonly optimizer: Optimizer;
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  /** The training and the validation rows, joined when they are first needed. */
  readonly allRows: () => Dataset;
  /** Parameters with which the network gives targets in their own units. */
  readonly inTargetUnits: (params: Variables) => Variables;
  readonly options: FitOptions;
  /**
   * The run on all rows, once the validation rows have chosen an epoch: with the settings that were judged, the
   * schedule over the same epochs, and reductions of the rate at the same epochs.
   */
  readonly refit: (
    judged: Pick<Trained, 'epoch' | 'history'>,
  ) => FitOptions & { readonly epochs: number };
}

/**
 * Loads the data, and decides the settings that a request leaves to them.
 *
 * @param load reads the data; a search passes one that keeps them.
 */
export const planTraining = async (
  request: TrainRequest,
  load: typeof loadTrainingData = loadTrainingData,
): Promise<Either<CliError, TrainingPlan>> => {
  const areImages = await isImageFolder(request.data);
  const loaded = await load({ ...request, validation: validationShare(request, areImages) });
  if (isLeft(loaded)) return loaded;
  const data = loaded.right;
  const { recipe, features, classes, train, validation, test } = data;
  const wrong = imageProblem(request, recipe);
  if (wrong !== undefined) return unusable(wrong);

  const { task } = recipe;
  const examples = {
    train: train.y.shape[0]!,
    validation: validation.y.shape[0]!,
    test: test?.y.shape[0] ?? 0,
  };
  const settings = decide(request, { examples: examples.train, areImages });
  const { batchSize, deterministic, seed, epochs } = settings;
  const network = buildNetwork(settings, features, outputsOf(task, classes, targetCount(train.y)));
  const optimizerFor = (rows: number): Optimizer =>
    buildOptimizer(settings, epochs * stepsPerEpoch(settings, rows));
  const optimizer = optimizerFor(examples.train);
  const augment = buildAugmentation(
    settings,
    recipe.inputs.kind === 'images' ? recipe.inputs.shape : undefined,
  );
  // The encoding of a table standardizes its target.
  const isScaled = task !== 'regression' || recipe.inputs.kind === 'table';
  const target = isScaled ? undefined : fitTarget(train.y, train.weights);
  const scaled = (rows: Dataset): Dataset =>
    target === undefined ? rows : { ...rows, y: target.scale(rows.y) };
  const common = {
    ...{ network, batchSize, seed },
    engine: defaultEngine({ deterministic }),
    metrics: judgeOf[task].metrics,
    loss: lossOf(task, settings.labelSmoothing),
    ...(augment === undefined ? {} : { augment }),
    ...(settings.sam === undefined ? {} : { sharpness: { rho: settings.sam } }),
  };
  let joined: Dataset | undefined;
  const allRows = (): Dataset => {
    joined ??= joinRows(train, validation);
    return joined;
  };
  return right({
    allRows,
    ...{ data, settings, network, optimizer, examples },
    inTargetUnits: (params) => (target === undefined ? params : target.undo(network, params)),
    options: {
      ...common,
      optimizer,
      train: scaled(train),
      validation: scaled(validation),
      stop: earlyStopping({ patience: settings.patience }),
      epochs,
      ...(settings.plateau ? { plateau: reduceOnPlateau() } : {}),
    },
    refit: ({ epoch, history }) => ({
      ...common,
      optimizer: optimizerFor(examples.train + examples.validation),
      train: scaled(allRows()),
      epochs: refitEpochs(epoch, epochs, task),
      ...(settings.plateau ? { plateau: replayedReductions(history) } : {}),
    }),
  });
};

/** As the trainer divides them: with batch norm, a last batch of one row joins the one before it. */
const stepsPerEpoch = ({ batchSize, batchNorm }: TrainSettings, rows: number): number =>
  batches(rows, batchSize, { leastLast: batchNorm ? 2 : 1 }).length;

/** The share of the rate in each epoch of a run; in later ones, that of its last. */
const replayedReductions = (history: readonly EpochReport[]): Plateau => {
  const scaleIn = (epoch: number): number =>
    history[Math.min(epoch, history.length) - 1]?.rateScale ?? 1;
  return {
    init: () => ({ best: undefined, waited: 0, cooling: 0, scale: scaleIn(1) }),
    // What is waited for is the end of the run: all epochs are counted.
    update: ({ waited, ...state }) => {
      const scale = scaleIn(waited + 2);
      return [{ ...state, waited: waited + 1, scale }, scale];
    },
  };
};

/** Only images can be augmented. */
const imageProblem = ({ augment, data }: TrainRequest, { inputs }: Recipe): string | undefined =>
  Object.keys(augment).length === 0 || (inputs.kind === 'images' && inputs.shape.length === 2)
    ? undefined
    : `--augment changes images of one channel, and '${data}' does not hold any; --noise works with all inputs`;

/** If few rows choose the epoch of a classifier, its loss rises again long before its accuracy falls. */
const LEAST_SHARE = 0.4;

const refitEpochs = (chosen: number, most: number, task: Task): number =>
  task === 'regression' ? chosen : Math.max(chosen, Math.round(LEAST_SHARE * most));

/** The rows of two datasets. */
const joinRows = (a: Dataset, b: Dataset): Dataset => ({
  x: concat([a.x, b.x]),
  y: concat([a.y, b.y]),
  ...(a.weights === undefined || b.weights === undefined
    ? {}
    : { weights: concat([a.weights, b.weights]) }),
});
