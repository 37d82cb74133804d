import { requireTensor } from './arguments.ts';
import { shared } from './copies.ts';
import { allocate, type NumericArray } from './dtype.ts';
import type { Attributes, Primitive, Spec } from './primitives.ts';
import { prepareKernel } from './reference/kernels.ts';
import { sizeOf } from './shape.ts';
import { inferSpec } from './shape-rules/shape-rules.ts';
import { ConcreteTensor, type Interpreter, isConcrete, isTraced, type Tensor } from './tensor.ts';
import { isReading } from './traits.ts';

/**
 * A level above all interpreters that exist, in all copies of this package, for one that is about to start.
 *
 * @example
 * ```ts
 * import { nextLevel } from '@puregrad/tensors/interpreters';
 * nextLevel() < nextLevel(); // => true
 * ```
 */
export const nextLevel = (): number => ++shared().lastLevel;

/** A product of plain values; undefined if the reference kernel is to compute it. */
type Product = (
  attributes: Attributes['matmul'],
  inputs: readonly Tensor[],
  spec: Spec,
) => Tensor | undefined;

let fastProduct: Product | undefined;

/**
 * Sets the function that computes large products of plain values from now on. `matmul` sets it, so that only
 * programs that multiply matrices load an engine; imported here, it would be part of every program that adds two
 * numbers.
 */
export const setFastProduct = (product: Product): void => {
  fastProduct = product;
};

/**
 * Runs a primitive: on the interpreter that follows one of its inputs (the innermost, if there
 * are several), or at once if all inputs are plain values.
 *
 * @example
 * ```ts
 * import { tensor } from '@puregrad/tensors';
 * import { bind } from '@puregrad/tensors/interpreters';
 * bind('add', {}, [tensor([1]), tensor([2])]).toArray(); // => [3]
 * ```
 */
export const bind = <P extends Primitive>(
  primitive: P,
  attributes: Attributes[P],
  inputs: readonly Tensor[],
): Tensor => {
  let top: Interpreter | undefined;
  for (const input of inputs) {
    requireTensor(primitive, input);
    if (isTraced(input) && (top === undefined || input.interpreter.level > top.level))
      top = input.interpreter;
  }
  return top === undefined
    ? evaluate(primitive, attributes, inputs)
    : top.process(primitive, attributes, inputs);
};

const evaluate = <P extends Primitive>(
  primitive: P,
  attributes: Attributes[P],
  inputs: readonly Tensor[],
): Tensor => {
  const spec = inferSpec(primitive, attributes, inputs);
  const splat = splatOf(primitive, inputs);
  if (splat !== undefined) return ConcreteTensor.splat(spec.shape, spec.dtype, splat);
  if (primitive === 'matmul') {
    const product = fastProduct?.(attributes as Attributes['matmul'], inputs, spec);
    if (product !== undefined) return product;
  }
  const output = allocate(spec.dtype, sizeOf(spec.shape));
  const run = prepareKernel(primitive, attributes, inputs, spec);
  run(
    inputs.map((input) => input.data as NumericArray),
    output,
  );
  return ConcreteTensor.of(spec.shape, spec.dtype, output);
};

/** A repeated number stays one number wherever and however it is read. */
const splatOf = (primitive: Primitive, inputs: readonly Tensor[]): number | undefined => {
  const [input] = inputs;
  if (!isConcrete(input) || !isReading(primitive)) return undefined;
  if (primitive === 'broadcastTo' && input.size === 1) return input.data[0];
  return input.splat;
};
