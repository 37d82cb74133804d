import { isTensor, type Tensor } from '../tensor.ts';
import type { Operand } from './operand.ts';

/** A function of two operands, also as a function of the second that waits for the first. */
export interface DualBinary {
  (a: Operand, b: Operand): Tensor;
  (b: Operand): (a: Operand) => Tensor;
}

export const dualBinary = (f: (a: Operand, b: Operand) => Tensor): DualBinary =>
  ((...args: readonly Operand[]) =>
    args.length < 2 ? (a: Operand) => f(a, args[0]!) : f(args[0]!, args[1]!)) as DualBinary;

/** A function of a tensor and options, also as a function of the options alone. */
export interface DualOptions<O> {
  (x: Tensor, options?: O): Tensor;
  (options?: O): (x: Tensor) => Tensor;
}

export const dualOptions = <O>(f: (x: Tensor, options?: O) => Tensor): DualOptions<O> =>
  ((...args: readonly unknown[]) =>
    isTensor(args[0])
      ? f(args[0], args[1] as O | undefined)
      : (x: Tensor) => f(x, args[0] as O | undefined)) as DualOptions<O>;

/** A function of a tensor and a required argument, also as a function of the argument alone. */
export interface DualArgument<A> {
  (x: Tensor, argument: A): Tensor;
  (argument: A): (x: Tensor) => Tensor;
}

export const dualArgument = <A>(f: (x: Tensor, argument: A) => Tensor): DualArgument<A> =>
  ((...args: readonly unknown[]) =>
    args.length < 2
      ? (x: Tensor) => f(x, args[0] as A)
      : f(args[0] as Tensor, args[1] as A)) as DualArgument<A>;
