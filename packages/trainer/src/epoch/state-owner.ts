import { release } from '@puregrad/tensors/interpreters';
import type { TrainingState } from '../training-step.ts';

/**
 * Owns the memory of the states of an epoch. A state is released when the next one replaces it, unless someone else
 * may hold it: the state at the start came from outside, and a state in a checkpoint goes outside.
 */
export interface StateOwner {
  readonly replace: (before: TrainingState) => void;
  /** The present state is handed to others. */
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
