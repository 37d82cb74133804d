import { DeviceError } from '@puregrad/tensors';
import { type Either, left, right } from 'fp-ts/lib/Either.js';

/** Why a training run could not continue; a value, so that the caller can decide what to do. */
export type TrainingFailure = InvalidData | NonFinite | DeviceFailure | CheckpointMismatch;

/** The data do not fit the network, or hold invalid values. */
export interface InvalidData {
  readonly _tag: 'InvalidData';
  readonly message: string;
}

/** Numbers stopped being finite. The place is found by repeating the failing step layer by layer. */
export interface NonFinite {
  readonly _tag: 'NonFinite';
  readonly epoch: number;
  /** Counted from 1 over the whole run. */
  readonly step: number;
  /** The first layer with a number that is not finite, or `input`, or `loss`. */
  readonly layer: string;
  readonly what: 'input' | 'parameters' | 'output' | 'loss' | 'gradient';
  readonly message: string;
}

/**
 * The device that ran the steps was lost, or has no memory left. The tensors of earlier `checkpoint` and
 * `improvement` events remain valid: continue from the last checkpoint, on a new engine or the default one.
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

/** The work's result, or the failure that an engine's DeviceError means for the run. Other errors are rethrown. */
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
