import type { Attributes, Primitive, Spec } from '../primitives.ts';
import { binary, compare } from './binary.ts';
import { convert } from './convert.ts';
import { images } from './images.ts';
import { indexing } from './indexing.ts';
import type { Kernels, Run } from './kernel.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import { select } from './select.ts';
import { unary } from './unary.ts';

const kernels: Kernels<Primitive> = {
  ...unary,
  ...binary,
  ...compare,
  ...select,
  ...reduce,
  ...movement,
  ...indexing,
  ...images,
  ...matmul,
  ...convert,
  ...random,
};

/** The reference kernel of a primitive, made ready for inputs of these types. */
export const prepareKernel = <P extends Primitive>(
  primitive: P,
  attributes: Attributes[P],
  inputs: readonly Spec[],
  output: Spec,
): Run => kernels[primitive](attributes, inputs, output);
