import { ArgumentError } from '@puregrad/tensors';
import type { FitOptions } from './fit-options.ts';
import { requireRowWeights } from './require-row-weights.ts';

const requireCount = (name: string, value: number, least: number): void => {
  if (!Number.isInteger(value) || value < least)
    throw new ArgumentError(`fit: ${name} must be an integer from ${least}, got ${value}`);
};

const requireWeights = (options: FitOptions): void => {
  const { train, validation, network, sampleWeights, classWeights } = options;
  const examples = train.x.shape[0];
  if (sampleWeights !== undefined && train.weights !== undefined)
    throw new ArgumentError(
      'fit: the training data have weights, and sampleWeights are given as well; leave one of the two out',
    );
  requireRowWeights('fit: sampleWeights', sampleWeights, train);
  requireRowWeights('fit: the weights of the training data', train.weights, train);
  if (validation !== undefined)
    requireRowWeights('fit: the weights of the validation data', validation.weights, validation);
  if (classWeights !== undefined) {
    if (train.y.dtype !== 'int32' || train.y.rank !== 1)
      throw new ArgumentError(
        `fit: classWeights need int32 class labels of shape [${examples}], got ${train.y.dtype} of shape [${train.y.shape.join(', ')}]`,
      );
    const classes = Math.max([network.output].flat().at(-1)!, 2);
    if (classWeights.length !== classes || !classWeights.every((w) => w >= 0 && w < Infinity))
      throw new ArgumentError(
        `fit: classWeights must be ${classes} finite numbers not below 0, one for each class, got [${classWeights.join(', ')}]`,
      );
  }
};

/** @throws ArgumentError for numbers out of range, and for weights that do not fit the data. */
export const requireFitOptions = (options: FitOptions): void => {
  const { epochs = 1, batchSize = 1, readEvery = 1, checkpointEvery } = options;
  const { observeEvery = 0, skipNonFinite = 0 } = options;
  requireCount('epochs', epochs, 1);
  requireCount('batchSize', batchSize, 1);
  requireCount('observeEvery', observeEvery, 0);
  requireCount('skipNonFinite', skipNonFinite, 0);
  requireCount('readEvery', readEvery, 1);
  if (typeof checkpointEvery === 'number') requireCount('checkpointEvery', checkpointEvery, 1);
  requireWeights(options);
};
