import { SymbolicTensorError, type Tensor, type TensorData } from '@puregrad/tensors';

/** A tensor's elements; undefined while `compile` traces. */
export const readable = (x: Tensor): TensorData | undefined => {
  try {
    return x.data;
  } catch (error) {
    if (error instanceof SymbolicTensorError) return undefined;
    throw error;
  }
};
