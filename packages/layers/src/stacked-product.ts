import { matmul, type Tensor, transpose } from '@puregrad/tensors';

/** `y[:, m] = x[:, m] · kernel[m]` as one product of stacks: x `[batch, k, in]`, kernel `[k, in, out]`. */
export const stackedProduct = (x: Tensor, kernel: Tensor): Tensor =>
  transpose(matmul(transpose(x, [1, 0, 2]), kernel), [1, 0, 2]);
