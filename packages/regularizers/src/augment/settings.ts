import { ArgumentError, type FloatDType, type Tensor } from '@puregrad/tensors';

/** Images are float tensors. */
export const dtypeOf = ({ dtype }: Tensor): FloatDType => dtype as FloatDType;

/** Ranges go from 0 to what is given. */
export const requireRange = (name: string, field: string, value: number): void => {
  if (!(value >= 0 && value < Infinity))
    throw new ArgumentError(`${name}: ${field} must be finite and not below 0, got ${value}`);
};
