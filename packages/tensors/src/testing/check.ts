import { tensor } from '../create.ts';
import type { Shape } from '../shape.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** A function that every engine must compute as the reference engine does, and arguments for it. */
export interface Check {
  readonly f: (...args: Tensor[]) => Tensor | readonly Tensor[];
  readonly args: readonly Tensor[];
  /** Absolute, and relative above 1; `sameBits` asks for more. */
  readonly tolerance: number;
  readonly sameBits?: boolean;
}

export const check = (f: Check['f'], args: readonly Tensor[], tolerance = 2e-6): Check => ({
  f,
  args,
  tolerance,
});

export const random = (shape: Shape, seed = 1, scale = 3): Tensor =>
  tensor(
    Float32Array.from(
      { length: sizeOf(shape) },
      (_, i) => Math.sin((i + 1) * 12.9898 * seed) * scale,
    ),
    { shape },
  );
export const ints = (shape: Shape, seed = 1): Tensor =>
  tensor(
    Int32Array.from({ length: sizeOf(shape) }, (_, i) =>
      Math.round(Math.sin((i + 1) * 7.1 * seed) * 9),
    ),
    { shape },
  );
