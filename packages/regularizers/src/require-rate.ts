import { ArgumentError } from '@puregrad/tensors';

/** What every dropout asks of its rate. */
export const requireRate = (operation: string, rate: number): void => {
  if (!(rate >= 0 && rate < 1))
    throw new ArgumentError(
      `${operation}: rate is the probability of dropping and lies in [0, 1), got ${rate}`,
    );
};
