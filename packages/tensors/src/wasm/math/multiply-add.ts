import { type Code, f32x4 } from '../assembler.ts';

export interface MathOptions {
  /** Whether `a · b + c` is rounded once, by an instruction that not every engine has. */
  readonly relaxed: boolean;
}

/** `a · b + c`. */
export const multiplyAdd =
  ({ relaxed }: MathOptions) =>
  (a: Code, b: Code, c: Code): Code =>
    relaxed ? f32x4.fusedMultiplyAdd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
