import { ArgumentError } from '@puregrad/tensors';

const MOST = 1000;

/** @throws ArgumentError if the number is not an integer from 1 to 1,000. */
export const requireTimes = (operation: string, times: number): void => {
  if (!Number.isInteger(times) || times < 1 || times > MOST)
    throw new ArgumentError(
      `${operation}: the number is an integer from 1 to ${MOST}, got ${times}`,
    );
};
