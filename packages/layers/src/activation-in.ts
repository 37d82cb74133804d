import { left, right } from 'fp-ts/lib/Either.js';
import { type ActivationName, isActivationName } from './activation-names.ts';
import type { Config, Decoded } from './decoding.ts';

/** The activation within a described layer, if it has one. */
export const activationIn = ({
  activation,
}: Config): Decoded<{ readonly activation?: ActivationName }> => {
  if (activation === undefined) return right({});
  if (typeof activation !== 'string') return left("'activation' must be a string");
  return isActivationName(activation)
    ? right({ activation })
    : left(`'activation' ${JSON.stringify(activation)} is unknown`);
};
