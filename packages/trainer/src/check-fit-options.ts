import { isAxes, type Shape } from '@puregrad/layers';
import { ArgumentError, isTensor } from '@puregrad/tensors';
import type { AnyFitOptions } from './fit-options.ts';
import { type AnyLoss, isHeadLosses } from './loss.ts';
import { axesByPath, rowsOf, showParts } from './parts.ts';
import { requireRowWeights } from './require-row-weights.ts';

const requireCount = (name: string, value: number, least: number): void => {
  if (!Number.isInteger(value) || value < least)
    throw new ArgumentError(`fit: ${name} must be an integer from ${least}, got ${value}`);
};

const requireWeights = (options: AnyFitOptions): void => {
  const { train, validation, network, sampleWeights, classWeights } = options;
  const examples = rowsOf(train.x);
  if (sampleWeights !== undefined && train.weights !== undefined)
    throw new ArgumentError(
      'fit: the training data have weights, and sampleWeights are given as well; leave one of the two out',
    );
  requireRowWeights('fit: sampleWeights', sampleWeights, train);
  requireRowWeights('fit: the weights of the training data', train.weights, train);
  if (validation !== undefined)
    requireRowWeights('fit: the weights of the validation data', validation.weights, validation);
  if (classWeights !== undefined) {
    const { y } = train;
    if (!isTensor(y) || !isAxes(network.output))
      throw new ArgumentError(
        `fit: classWeights are of one output and one target, but the targets have shape ${showParts(y)}; give the loss of a head its own, as in (output, labels) => sparseSoftmaxCrossEntropy(output, labels, { classWeights })`,
      );
    if (y.dtype !== 'int32' || y.rank !== 1)
      throw new ArgumentError(
        `fit: classWeights need int32 class labels of shape [${examples}], got ${y.dtype} of shape [${y.shape.join(', ')}]`,
      );
    const classes = Math.max(axesByPath(network.output).get('')!.at(-1)!, 2);
    if (classWeights.length !== classes || !classWeights.every((w) => w >= 0 && w < Infinity))
      throw new ArgumentError(
        `fit: classWeights must be ${classes} finite numbers not below 0, one for each class, got [${classWeights.join(', ')}]`,
      );
  }
};

/** @throws ArgumentError if several heads have no loss, or losses that are not of these heads. */
const requireHeads = (output: Shape, loss: AnyLoss | undefined, path = ''): void => {
  if (isAxes(output)) return;
  const heads = Object.keys(output);
  if (loss === undefined)
    throw new ArgumentError(
      `fit: the network has the heads ${heads.join(', ')}; pass a loss: headLosses({ ${heads.map((head) => `${head}: …`).join(', ')} }) of @puregrad/losses`,
    );
  if (!isHeadLosses(loss)) return;
  const losses: { readonly [head: string]: { readonly loss: AnyLoss } } = loss.heads as never;
  const [missing] = heads.filter((head) => !Object.hasOwn(losses, head));
  const [surplus] = Object.keys(losses).filter((head) => !Object.hasOwn(output, head));
  if (missing !== undefined || surplus !== undefined)
    throw new ArgumentError(
      missing !== undefined
        ? `fit: the head '${path}${missing}' of the network has no loss, only ${Object.keys(losses).join(', ')} have`
        : `fit: there is a loss for a head '${path}${surplus}', but the network has only ${heads.join(', ')}`,
    );
  for (const head of heads) requireHeads(output[head]!, losses[head]!.loss, `${path}${head}.`);
};

/** @throws ArgumentError for numbers out of range, and for weights and losses that do not fit the data or the network. */
export const requireFitOptions = (options: AnyFitOptions): void => {
  const { epochs = 1, batchSize = 1, readEvery = 1, checkpointEvery } = options;
  const { observeEvery = 0, skipNonFinite = 0 } = options;
  requireCount('epochs', epochs, 1);
  requireCount('batchSize', batchSize, 1);
  requireCount('observeEvery', observeEvery, 0);
  requireCount('skipNonFinite', skipNonFinite, 0);
  requireCount('readEvery', readEvery, 1);
  if (typeof checkpointEvery === 'number') requireCount('checkpointEvery', checkpointEvery, 1);
  requireHeads(options.network.output, options.loss);
  requireWeights(options);
};
