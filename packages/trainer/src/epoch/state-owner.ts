import { release } from '@puregrad/tensors/interpreters';
import type { TrainingState } from '../training-step.ts';

/**
 * Owns the memory of the states of an epoch. A state is released when the next one replaces it, unless it may be
 * in use elsewhere: the caller holds the state at the start, and the receiver of a checkpoint holds its state.
 */
export interface StateOwner {
  readonly replace: (before: TrainingState) => void;
  /** Marks the present state as shared, so that it is not released. */
  readonly share: () => void;
}

export const stateOwner = (): StateOwner => {
  let isOurs = false;
  return {
    replace: (before) => {
      if (isOurs) release(before);
      isOurs = true;
    },
    share: () => {
      isOurs = false;
    },
  };
};
