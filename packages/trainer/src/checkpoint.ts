import { describeNetwork, type Network } from '@puregrad/layers';
import { adjustableRate, type Optimizer } from '@puregrad/optimizers';
import type { Observation } from '@puregrad/regularizers';
import { key, leavesWithPaths, mapTree, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { ModelVariables } from './evaluate.ts';
import type { CheckpointMismatch } from './failure.ts';
import { placesOf } from './layer-report.ts';
import type { Checkpoint, RunIdentity } from './run-state.ts';
import { decodeTensors, encodeTensors } from './safetensors.ts';
import { differenceOf, unlike } from './same-recipe.ts';
import { initialState, type TrainingState } from './training-step.ts';
import { readRun, writeRun } from './written-run.ts';

/** Why bytes are not a checkpoint, or not one of this run. */
export interface CheckpointError {
  readonly _tag: 'CheckpointError';
  readonly message: string;
}

const FORMAT = 'puregrad checkpoint 2';

/** The plain values of the best epoch, which are written in addition to its tensors. */
const plainOf = ({ epoch, value }: Observation<unknown>) => ({ epoch, value });

/**
 * A checkpoint as the bytes of a safetensors file.
 *
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { encodeCheckpoint, fit } from '@puregrad/trainer';
 * const train = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * for await (const event of fit({ network: pipe(input(1), dense(2)), optimizer: sgd(), train, checkpointEvery: 'epoch' }))
 *   if (event.kind === 'checkpoint') encodeCheckpoint(event.checkpoint).length; // bytes to save
 * ```
 */
export const encodeCheckpoint = (checkpoint: Checkpoint): Uint8Array<ArrayBuffer> => {
  checkOptions('encodeCheckpoint', { checkpoint }, { checkpoint: '{identity,training,history}' });
  const { training, watch, ...rest } = checkpoint;
  const candidate = watch?.best?.candidate;
  const tensors = { training, ...(candidate === undefined ? {} : { candidate }) };
  return encodeTensors({
    tensors: Object.fromEntries(leavesWithPaths(tensors)),
    metadata: {
      format: FORMAT,
      run: writeRun({
        ...rest,
        watch: watch && { waited: watch.waited, best: watch.best && plainOf(watch.best) },
      }),
    },
  });
};

const fail = (message: string): Either<CheckpointError, never> =>
  left({ _tag: 'CheckpointError', message });

/** An older version may have stored the state of the same optimizer under other names. */
const OTHER = 'not of this network and optimizer, or of another version of them';

/** The tensors whose names begin with the prefix, in the places of a tree like `template`. */
const fill = <T>(
  template: T,
  tensors: { readonly [name: string]: Tensor },
  prefix: string,
): Either<CheckpointError, T> => {
  for (const [path, { shape, dtype }] of leavesWithPaths(template)) {
    const tensor = tensors[`${prefix}.${path}`];
    if (tensor === undefined) return fail(`${OTHER}: tensor '${prefix}.${path}' is missing`);
    if (showShape(tensor.shape) !== showShape(shape) || tensor.dtype !== dtype)
      return fail(
        `${OTHER}: tensor '${prefix}.${path}' is ${tensor.dtype} ${showShape(tensor.shape)}, not ${dtype} ${showShape(shape)}`,
      );
  }
  const known = new Set(leavesWithPaths(template).map(([path]) => `${prefix}.${path}`));
  const other = Object.keys(tensors).find(
    (name) => name.startsWith(`${prefix}.`) && !known.has(name),
  );
  if (other !== undefined) return fail(`${OTHER}: they have no tensor '${other}'`);
  return right(mapTree(template, (_, path) => tensors[`${prefix}.${path}`]!));
};

/**
 * Reads a checkpoint of a run with this network and optimizer.
 *
 * @returns Left with the reason if the bytes are damaged, or are anything else.
 *
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe } from '@puregrad/tensors';
 * import { decodeCheckpoint } from '@puregrad/trainer';
 * const network = pipe(input(1), dense(2));
 * decodeCheckpoint(new Uint8Array(0), { network, optimizer: sgd() })._tag; // => 'Left'
 * ```
 */
export const decodeCheckpoint = (
  bytes: Uint8Array,
  run: { readonly network: Network; readonly optimizer: Optimizer },
): Either<CheckpointError, Checkpoint> => {
  checkOptions('decodeCheckpoint', { run }, { run: '{network,optimizer}' });
  const { network, optimizer } = run;
  checkOptions(
    'decodeCheckpoint',
    { network, optimizer },
    { network: '{layers}', optimizer: '{init,update}' },
  );
  const file = decodeTensors(bytes);
  if (isLeft(file)) return fail(file.left.message);
  const { metadata, tensors } = file.right;
  if (metadata.format !== FORMAT || metadata.run === undefined)
    return fail(`a safetensors file, but not a checkpoint: its metadata lack format '${FORMAT}'`);
  const written = readRun(metadata.run);
  if (isLeft(written)) return fail(`a damaged checkpoint: ${written.left}`);

  const { watch, plateau, ...rest } = written.right;
  // With a plateau, the rate's scale is part of the optimizer's state.
  const trained = plateau === undefined ? optimizer : adjustableRate(optimizer);
  const template = initialState({ network }, trained, { init: key(0), steps: key(0) });
  const training = fill(template, tensors, 'training');
  if (isLeft(training)) return training;
  const { steps, sums } = rest.totals.layers;
  const observed = steps === 0 ? 0 : placesOf(network).length;
  if (sums.length !== observed)
    return fail(
      `a damaged checkpoint: its 'totals.layers.sums' must be ${observed} lists, is ${sums.length}`,
    );
  const read = { ...rest, plateau, training: training.right };
  if (watch === undefined) return right({ ...read, watch: undefined });

  const { best, waited } = watch;
  if (best === undefined) return right({ ...read, watch: { best, waited } });
  const candidate = fill<ModelVariables>(
    { params: template.optimizer.params, state: template.layers },
    tensors,
    'candidate',
  );
  if (isLeft(candidate)) return candidate;
  return right({
    ...read,
    watch: { best: { ...best, candidate: candidate.right }, waited },
  });
};

export const identityOf = (network: Network, run: Omit<RunIdentity, 'network'>): RunIdentity => ({
  ...run,
  network: describeNetwork(network),
});

/**
 * A run can be resumed only from its own checkpoints; the error names the first difference. A checkpoint without
 * a recipe is compared by the other fields, and by the structure of its state.
 */
export const requireSameRun = (
  { identity, training }: Checkpoint,
  expected: RunIdentity,
  template: () => TrainingState,
): Either<CheckpointMismatch, void> => {
  for (const field of ['seed', 'batchSize', 'examples', 'network'] as const) {
    const [was, is] = [identity[field], expected[field]].map((value) => JSON.stringify(value));
    if (was !== is)
      return left({
        _tag: 'CheckpointMismatch',
        message: `a checkpoint of another run: its ${field} is ${was}, this run's ${is}`,
      });
  }
  const different =
    (identity.recipe && expected.recipe && differenceOf(identity.recipe, expected.recipe)) ??
    unlike(training, template());
  return different === undefined
    ? right(undefined)
    : left({
        _tag: 'CheckpointMismatch',
        message: `a checkpoint of another run: ${different}`,
      });
};
