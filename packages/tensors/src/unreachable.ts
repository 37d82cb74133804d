import { PuregradError } from './errors.ts';

/** @throws PuregradError for a state that other checks exclude. */
export const unreachable = (state: string): never => {
  throw new PuregradError(`${state}; this is a fault of Puregrad`);
};
