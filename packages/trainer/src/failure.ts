import { DeviceError } from '@puregrad/tensors';
import { type Either, left, right } from 'fp-ts/lib/Either.js';

/** Why a training run could not go on; a value, so that callers decide. */
export type TrainingFailure = InvalidData | NonFinite | DeviceFailure | CheckpointMismatch;

/** The data do not fit the network, or hold what cannot be learnt from. */
export interface InvalidData {
  readonly _tag: 'InvalidData';
  readonly message: string;
}

/** Where numbers stopped being finite, found by running the failing step again, layer by layer. */
export interface NonFinite {
  readonly _tag: 'NonFinite';
  readonly epoch: number;
  /** Counted from 1 over the whole run. */
  readonly step: number;
  /** The first layer in which it shows, or `input`, or `loss`. */
  readonly layer: string;
  readonly what: 'input' | 'parameters' | 'output' | 'loss' | 'gradient';
  readonly message: string;
}

/**
 * The device that ran the steps was lost, or has no memory left. What `checkpoint` and `improvement` told
 * of is at hand: go on from the last checkpoint, with a new engine or the default one.
 */
export interface DeviceFailure {
  readonly _tag: 'DeviceFailure';
  readonly epoch: number;
  /** The step under way, counted from 1 over the whole run. */
  readonly step: number;
  readonly message: string;
}

/** The checkpoint to resume from belongs to another run. */
export interface CheckpointMismatch {
  readonly _tag: 'CheckpointMismatch';
  readonly message: string;
}

export const invalidData = (message: string): InvalidData => ({ _tag: 'InvalidData', message });

/** The work's result, or what an engine's DeviceError means for the run; any other error is thrown on. */
export const guarded = async <T>(
  { epoch, step }: { readonly epoch: number; readonly step: number },
  work: () => Promise<T>,
): Promise<Either<DeviceFailure, T>> => {
  try {
    return right(await work());
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    const message = `epoch ${epoch}, step ${step}: ${error.message}`;
    return left({ _tag: 'DeviceFailure', epoch, step, message });
  }
};
