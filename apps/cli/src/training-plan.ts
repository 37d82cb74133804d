import type { Dataset } from '@puregrad/data';
import type { Network, Variables } from '@puregrad/layers';
import { type Optimizer, reduceOnPlateau } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { concat } from '@puregrad/tensors';
import type { FitOptions } from '@puregrad/trainer';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { buildAugmentation, buildNetwork, buildOptimizer } from './build-run.ts';
import { isImageFolder } from './data/read-rows.ts';
import type { Recipe } from './data/recipe.ts';
import { fitTarget } from './data/target-scale.ts';
import { loadTrainingData } from './data/training-data.ts';
import type { TrainingData } from './data/training-types.ts';
import { judgeOf, lossOf, outputsOf, type Task } from './task.ts';
import { decide, shareOf, type TrainRequest, type TrainSettings } from './train-settings.ts';

/** A training run with its data at hand, ready to start. */
export interface TrainingPlan {
  readonly data: TrainingData;
  readonly settings: TrainSettings;
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  /** Parameters that give targets in their own units. */
  readonly undone: (params: Variables) => Variables;
  readonly options: FitOptions;
  /** The run on all rows, when those held out have chosen an epoch. */
  readonly again: (chosen: number) => FitOptions & { readonly epochs: number };
}

/**
 * Loads what is asked for, and decides what is left open.
 *
 * @param load what reads the data; a search, say, reads the same again and again.
 */
export const planTraining = async (
  request: TrainRequest,
  load: typeof loadTrainingData = loadTrainingData,
): Promise<Either<string, TrainingPlan>> => {
  const areImages = await isImageFolder(request.data);
  const loaded = await load({ ...request, validation: shareOf(request, areImages) });
  if (isLeft(loaded)) return loaded;
  const data = loaded.right;
  const { recipe, features, classes, train, validation, test } = data;
  const wrong = imageProblem(request, recipe);
  if (wrong !== undefined) return left(wrong);

  const { task } = recipe;
  const examples = {
    train: train.y.shape[0]!,
    validation: validation.y.shape[0]!,
    test: test?.y.shape[0] ?? 0,
  };
  const settings = decide(request, { examples: examples.train, areImages });
  const { batchSize, seed, epochs } = settings;
  const network = buildNetwork(settings, features, outputsOf(task, classes));
  const optimizer = buildOptimizer(settings, epochs * Math.ceil(examples.train / batchSize));
  const augment = buildAugmentation(
    settings,
    recipe.inputs.kind === 'images' ? recipe.inputs.shape : undefined,
  );
  const target = task === 'regression' ? fitTarget(train.y) : undefined;
  const scaled = (rows: Dataset): Dataset =>
    target === undefined ? rows : { ...rows, y: target.scale(rows.y) };
  const common = {
    ...{ network, optimizer, batchSize, seed },
    metrics: judgeOf[task].metrics,
    loss: lossOf(task, settings.labelSmoothing),
    ...(augment === undefined ? {} : { augment }),
    ...(settings.sam === undefined ? {} : { sharpness: { rho: settings.sam } }),
  };
  return right({
    ...{ data, settings, network, optimizer, examples },
    undone: (params) => (target === undefined ? params : target.undo(network, params)),
    options: {
      ...common,
      train: scaled(train),
      validation: scaled(validation),
      stop: earlyStopping({ patience: settings.patience }),
      epochs,
      ...(settings.plateau ? { plateau: reduceOnPlateau() } : {}),
    },
    again: (chosen) => ({
      ...common,
      train: scaled(joinRows(train, validation)),
      epochs: refitEpochs(chosen, epochs, task),
    }),
  });
};

/** Only images can be shifted and turned. */
const imageProblem = ({ augment, data }: TrainRequest, { inputs }: Recipe): string | undefined =>
  Object.keys(augment).length === 0 || (inputs.kind === 'images' && inputs.shape.length === 2)
    ? undefined
    : `--augment changes images of one channel, and '${data}' has none; --noise is for all inputs`;

/** A loss of classes turns long before their accuracy does, where a few rows have chosen the epoch. */
const LEAST_SHARE = 0.4;

const refitEpochs = (chosen: number, most: number, task: Task): number =>
  task === 'regression' ? chosen : Math.max(chosen, Math.round(LEAST_SHARE * most));

const joinRows = (a: Dataset, b: Dataset): Dataset => ({
  x: concat([a.x, b.x]),
  y: concat([a.y, b.y]),
});
