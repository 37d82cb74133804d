import { arange, type Key, permutation, type TensorData } from '@puregrad/tensors';

/** The rows `0 … count-1` in an order that the key determines; in increasing order without a key. */
export const rowsInOrder = (count: number, key: Key | undefined): TensorData =>
  (key === undefined ? arange(count, { dtype: 'int32' }) : permutation(key, count)).data;
