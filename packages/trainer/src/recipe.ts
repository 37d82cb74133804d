import { type Dataset, type Features, requireDataset } from '@puregrad/data';
import { initialize, type Network } from '@puregrad/layers';
import type { Optimizer } from '@puregrad/optimizers';
import {
  adopt,
  arange,
  isTensor,
  key,
  leaves,
  mapTree,
  mul,
  scalar,
  showShape,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { crc32 } from './crc32.ts';
import type { AnyFitOptions } from './fit-options.ts';
import type { AnyObjective } from './objective.ts';
import { nameOf, ofShape, partsByPath, rowsOf, takeParts } from './parts.ts';
import { bytesOf } from './safetensors.ts';
import type { RunRecipe } from './same-recipe.ts';

/** Values of many magnitudes, so that different options of an optimizer give different updates. */
const VALUES = [0.5, -1.25, 3e-8, 2, -1e-4, 0.75, -7, 1e-6];
/** The steps at which a schedule is sampled. */
const STEPS = [0, 1, 2, 10, 100, 1000, 10_000, 100_000];

const probe = (shape: readonly number[], first = 0): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from(
    { length: size },
    (_, i) => VALUES[(first + i) % VALUES.length]!,
  );
  return adopt(values, shape);
};

const digest = (text: string): string =>
  crc32(new TextEncoder().encode(text)).toString(16).padStart(8, '0');

/** Six digits, so that differences in the last bits between machines do not count. */
const digestOf = (tree: unknown): string =>
  digest(
    leaves(tree)
      .map(({ shape, data }) => `${shape}:${Array.from(data, (value) => value.toPrecision(6))}`)
      .join(';'),
  );

const digestOfTensor = (tensor: Tensor): string =>
  `${tensor.dtype}${showShape(tensor.shape)}:${crc32(bytesOf(tensor))}`;

/** Of several parts, with their names, in whatever order they are. */
const digestOfParts = (name: string, features: Features): string =>
  isTensor(features)
    ? digestOfTensor(features)
    : [...partsByPath(features)]
        .map(([path, part]) => `${nameOf(name, path)}=${digestOfTensor(part)}`)
        .sort()
        .join();

/** The result of work, or `unknown`: a custom function may throw for values that it was not written for. */
const tried = (work: () => string): string => {
  try {
    return work();
  } catch {
    return 'unknown';
  }
};

const optimizerDigest = (optimizer: Optimizer, network: Network): string => {
  const { params } = initialize(network, key(0));
  const small = mapTree(params, ({ shape }) => probe(shape.map((length) => Math.min(length, 2))));
  let state = optimizer.init(small);
  const made = STEPS.map((at, i) => {
    const step = scalar(at, { dtype: 'int32' });
    const grads = mapTree(small, ({ shape }) => mul(probe(shape, i + 3), i + 1));
    [state] = optimizer.update({ ...state, step }, grads);
    return [state.params, optimizer.averaged(state)];
  });
  return digestOf(made);
};

/**
 * A digest of all numbers of a data set, with their types and shapes: equal for equal data. It protects
 * against mistakes, not against forgery.
 *
 * @example
 * ```ts
 * import { tensor } from '@puregrad/tensors';
 * import { datasetDigest } from '@puregrad/trainer/node';
 * const [x, y] = [tensor([[1], [2]]), tensor([0, 1])];
 * datasetDigest({ x, y }) === datasetDigest({ x, y: tensor([0, 2]) }); // => false
 * ```
 */
export const datasetDigest = (data: Dataset<Features, Features>, weights?: Tensor): string => {
  checkOptions('datasetDigest', { data, weights }, { data: '{x,y}', weights: 'tensor?' });
  requireDataset('datasetDigest', data);
  const { x, y, weights: own } = data;
  const weighed = weights ?? own;
  const parts = [digestOfParts('x', x), digestOfParts('y', y)];
  return digest([...parts, ...(weighed === undefined ? [] : [digestOfTensor(weighed)])].join());
};

/** Losses that fall, stay level, rise and fall again. */
const WATCHED = Array.from({ length: 60 }, (_, i) => 1 + Math.abs(i - 12) / 50 - (i % 5) / 1000);

/** A description of a run, from the results of its functions for fixed values: functions have no other identity. */
export const recipeOf = (
  options: AnyFitOptions,
  { loss, metrics }: Pick<AnyObjective, 'loss' | 'metrics'>,
): RunRecipe => {
  const { network, optimizer, train, validation, sampleWeights, augment, stop, plateau } = options;
  const rows = arange(Math.min(8, rowsOf(train.x)), { dtype: 'int32' });
  const [x, y] = [takeParts(train.x, rows), takeParts(train.y, rows)];
  const { dropLast = false, monitor = 'loss', weighting = 'mean', skipNonFinite = 0 } = options;
  const { classWeights = [], sharpness = null } = options;
  return {
    optimizer: tried(() => optimizerDigest(optimizer, network)),
    loss: tried(() =>
      digestOf(
        loss(
          ofShape(network.output, (axes) => probe([rows.size, ...axes])),
          y,
        ),
      ),
    ),
    augment: augment === undefined ? 'none' : tried(() => digestOf(augment(key(0), x))),
    data: datasetDigest(train, sampleWeights),
    validation: validation === undefined ? 'none' : datasetDigest(validation),
    stop:
      stop === undefined
        ? 'none'
        : tried(() => {
            let state = stop.init<undefined>();
            const verdicts = WATCHED.map((value, i) => {
              const [next, verdict] = stop.update(state, {
                ...{ epoch: i + 1, value, candidate: undefined },
              });
              state = next;
              return verdict;
            });
            return digest(verdicts.join());
          }),
    plateau:
      plateau === undefined
        ? 'none'
        : tried(() => {
            let state = plateau.init();
            const scales = WATCHED.map((value) => {
              const [next, scale] = plateau.update(state, value);
              state = next;
              return scale;
            });
            return digest(scales.join());
          }),
    settings: JSON.stringify({
      ...{ dropLast, monitor, weighting, skipNonFinite, classWeights, sharpness },
      // A run may resume in the middle of an epoch, whose means hold these metrics.
      metrics: Object.keys(metrics),
    }),
  };
};
