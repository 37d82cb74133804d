import { describeNetwork, type Network, type NetworkDescription } from '@puregrad/layers';
import { adjustableRate, type Optimizer, type PlateauState } from '@puregrad/optimizers';
import type { EarlyStoppingState } from '@puregrad/regularizers';
import { key, leavesWithPaths, mapTree, showShape, type Tensor } from '@puregrad/tensors';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { EpochReport } from './epoch-report.ts';
import type { ModelVariables } from './evaluate.ts';
import type { CheckpointMismatch } from './failure.ts';
import { decodeTensors, encodeTensors } from './safetensors.ts';
import { differenceOf, type RunRecipe, unlike } from './same-recipe.ts';
import type { Totals } from './totals.ts';
import { initialState, type TrainingState } from './training-step.ts';

/** What must be the same for a run to go on as if it had never stopped. */
export interface RunIdentity {
  readonly seed: number;
  readonly batchSize: number;
  /** How many there are to train on. */
  readonly examples: number;
  readonly network: NetworkDescription;
  /** Digests of optimizer, loss, data and settings; checkpoints of before there were any have none. */
  readonly recipe?: RunRecipe;
}

/**
 * Where a run stands, as a plain value: parameters, slots, layer states and keys; the epoch and how
 * many of its batches are done; what early stopping remembers. The order of the data and all random
 * numbers follow from the seed and the step, so nothing else is needed to go on bit for bit.
 */
export interface Checkpoint {
  readonly identity: RunIdentity;
  readonly training: TrainingState;
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** How many of its batches are done. */
  readonly batch: number;
  /** Over those batches. */
  readonly totals: Totals;
  /** How many of them were left out because they were not finite. */
  readonly skipped: number;
  /** How many of those came last, without a finite one between. */
  readonly skippedInRow: number;
  readonly watch: EarlyStoppingState<ModelVariables> | undefined;
  readonly plateau: PlateauState | undefined;
  readonly history: readonly EpochReport[];
}

/** Why bytes are no checkpoint, or not one of this run. */
export interface CheckpointError {
  readonly _tag: 'CheckpointError';
  readonly message: string;
}

const FORMAT = 'puregrad checkpoint 2';

/** Numbers that JSON would turn into null. */
const UNWRITABLE: { readonly [text: string]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
const write = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
const read = (_: string, value: unknown): unknown => {
  const text = (value as { readonly number?: unknown } | null)?.number;
  return typeof text === 'string' ? UNWRITABLE[text] : value;
};

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
export const encodeCheckpoint = ({ training, watch, ...rest }: Checkpoint): Uint8Array => {
  const { candidate, ...best } = watch?.best ?? {};
  const tensors = { training, ...(candidate === undefined ? {} : { candidate }) };
  return encodeTensors({
    tensors: Object.fromEntries(leavesWithPaths(tensors)),
    metadata: {
      format: FORMAT,
      run: JSON.stringify(
        { ...rest, ...(watch === undefined ? {} : { watch: { ...watch, best } }) },
        write,
      ),
    },
  });
};

const fail = (message: string): Either<CheckpointError, never> =>
  left({ _tag: 'CheckpointError', message });

/** The plain part of a checkpoint, as it is written. */
type Written = Omit<Checkpoint, 'training' | 'watch' | 'plateau'> & {
  readonly plateau?: PlateauState;
  readonly watch?: {
    readonly waited: number;
    readonly best: { readonly epoch?: number; readonly value?: number };
  };
};

const parse = (text: string): Written | undefined => {
  try {
    return JSON.parse(text, read) as Written;
  } catch {
    return undefined;
  }
};

/** The tensors whose names begin with the prefix, in the places of a tree like `template`. */
const fill = <T>(
  template: T,
  tensors: { readonly [name: string]: Tensor },
  prefix: string,
): Either<CheckpointError, T> => {
  for (const [path, { shape, dtype }] of leavesWithPaths(template)) {
    const tensor = tensors[`${prefix}.${path}`];
    if (tensor === undefined)
      return fail(`not of this network and optimizer: tensor '${prefix}.${path}' is missing`);
    if (showShape(tensor.shape) !== showShape(shape) || tensor.dtype !== dtype)
      return fail(
        `not of this network and optimizer: tensor '${prefix}.${path}' is ${tensor.dtype} ${showShape(tensor.shape)}, not ${dtype} ${showShape(shape)}`,
      );
  }
  const known = new Set(leavesWithPaths(template).map(([path]) => `${prefix}.${path}`));
  const other = Object.keys(tensors).find(
    (name) => name.startsWith(`${prefix}.`) && !known.has(name),
  );
  if (other !== undefined)
    return fail(`not of this network and optimizer: they have no tensor '${other}'`);
  return right(mapTree(template, (_, path) => tensors[`${prefix}.${path}`]!));
};

/**
 * Reads a checkpoint of a run with this network and optimizer; anything else, and any damage, is
 * refused with what is wrong.
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
  { network, optimizer }: { readonly network: Network; readonly optimizer: Optimizer },
): Either<CheckpointError, Checkpoint> => {
  const file = decodeTensors(bytes);
  if (isLeft(file)) return fail(file.left.message);
  const { metadata, tensors } = file.right;
  const written = metadata.format === FORMAT ? parse(metadata.run ?? '') : undefined;
  if (written === undefined)
    return fail(`a safetensors file, but no checkpoint: its metadata lack format '${FORMAT}'`);

  const { watch, plateau, ...rest } = written;
  // With a plateau, the rate's scale is part of the optimizer's state.
  const trained = plateau === undefined ? optimizer : adjustableRate(optimizer);
  const template = initialState({ network }, trained, { init: key(0), steps: key(0) });
  const training = fill(template, tensors, 'training');
  if (isLeft(training)) return training;
  const read = { ...rest, plateau, training: training.right };
  if (watch === undefined) return right({ ...read, watch: undefined });

  const { epoch, value } = watch.best;
  if (epoch === undefined || value === undefined)
    return right({ ...read, watch: { best: undefined, waited: watch.waited } });
  const candidate = fill<ModelVariables>(
    { params: template.optimizer.params, state: template.layers },
    tensors,
    'candidate',
  );
  if (isLeft(candidate)) return candidate;
  return right({
    ...read,
    watch: { best: { epoch, value, candidate: candidate.right }, waited: watch.waited },
  });
};

export const identityOf = (network: Network, run: Omit<RunIdentity, 'network'>): RunIdentity => ({
  ...run,
  network: describeNetwork(network),
});

/**
 * A run can be resumed from its own checkpoints only: the first difference is named. A checkpoint without
 * a recipe is judged by the rest, and by the structure of its state.
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
