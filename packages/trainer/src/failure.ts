/** Why a training run could not go on; a value, so that callers decide. */
export type TrainingFailure = InvalidData | NonFinite | CheckpointMismatch;

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

/** The checkpoint to resume from belongs to another run. */
export interface CheckpointMismatch {
  readonly _tag: 'CheckpointMismatch';
  readonly message: string;
}

export const invalidData = (message: string): InvalidData => ({ _tag: 'InvalidData', message });
