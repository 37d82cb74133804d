import type { FloatDType, Tensor } from '@puregrad/tensors';

/** Images are float tensors. */
export const dtypeOf = ({ dtype }: Tensor): FloatDType => dtype as FloatDType;
