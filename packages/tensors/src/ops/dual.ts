import { checkOptions, type KindsOf, requireTensor } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import type { Operand } from './operand.ts';

/** A function of two operands, also as a function of the second that waits for the first. */
export interface DualBinary {
  (a: Operand, b: Operand): Tensor;
  (b: Operand): (a: Operand) => Tensor;
}

export const dualBinary = (f: (a: Operand, b: Operand) => Tensor): DualBinary =>
  ((...args: readonly Operand[]) => {
    if (args.length > 1) return f(args[0]!, args[1]!);
    // Checked at once, and not when the returned function is called.
    requireOperand(args[0]);
    return (a: Operand) => f(a, args[0]!);
  }) as DualBinary;

const requireOperand = (value: unknown): void => {
  if (typeof value !== 'number' && !isTensor(value))
    throw new ArgumentError(
      `operands are tensors and numbers, got ${showValue(value)}; wrap arrays with tensor([…])`,
    );
};

/** A function of a tensor and options, also as a function of the options alone. */
export interface DualOptions<O> {
  (x: Tensor, options?: O): Tensor;
  (options?: O): (x: Tensor) => Tensor;
}

export const dualOptions = <O extends object>(
  operation: string,
  kinds: KindsOf<O>,
  f: (x: Tensor, options?: O) => Tensor,
): DualOptions<O> =>
  ((...args: readonly unknown[]) => {
    const [first, second] = args;
    const isFirst = isTensor(first);
    const options = (isFirst ? second : first) as O | undefined;
    if (options !== undefined) checkOptions(operation, options, kinds);
    return isFirst ? f(first, options) : (x: Tensor) => f(requireTensor(operation, x), options);
  }) as DualOptions<O>;

/** A function of a tensor and a required argument, also as a function of the argument alone. */
export interface DualArgument<A> {
  (x: Tensor, argument: A): Tensor;
  (argument: A): (x: Tensor) => Tensor;
}

export const dualArgument = <A>(
  operation: string,
  f: (x: Tensor, argument: A) => Tensor,
): DualArgument<A> => {
  const run = (x: Tensor, argument: A): Tensor => f(requireTensor(operation, x), argument);
  return ((...args: readonly unknown[]) =>
    args.length < 2
      ? (x: Tensor) => run(x, args[0] as A)
      : run(args[0] as Tensor, args[1] as A)) as DualArgument<A>;
};

/** Of options that several operations have. */
export const axisKinds: KindsOf<{ readonly axis?: number }> = { axis: 'number?' };
export const reduceKinds: KindsOf<{
  readonly axes?: number | readonly number[];
  readonly keepDims?: boolean;
}> = { axes: 'number|number[]?', keepDims: 'boolean?' };
