import { type Tensor, where, zipTrees } from '@puregrad/tensors';

/** One of two whole trees: `a` if the scalar is not 0, else `b`. */
export const choose = <T>(condition: Tensor, a: T, b: NoInfer<T>): T =>
  zipTrees(a, b, (yes, no) => where(condition, yes, no));
