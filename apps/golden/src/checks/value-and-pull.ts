import { vjp } from '@puregrad/autodiff';
import type { Tensor } from '@puregrad/tensors';

/** The value of `f`, and what a cotangent of it makes of its argument, as one function. */
export const valueAndPull =
  <T>(
    f: (at: T) => Tensor,
  ): ((at: T, cotangent: Tensor) => readonly [value: Tensor, gradient: T]) =>
  (at, cotangent) => {
    const [value, pull] = vjp(f, at);
    return [value, pull(cotangent)];
  };
