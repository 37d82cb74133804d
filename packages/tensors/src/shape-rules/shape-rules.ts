import type { Attributes, Primitive, Spec } from '../primitives.ts';
import { assertSize } from '../shape.ts';
import { binary, compare } from './binary.ts';
import { convert } from './convert.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import type { ShapeRules } from './rule.ts';
import { select } from './select.ts';
import { unary } from './unary.ts';

const shapeRules: ShapeRules<Primitive> = {
  ...unary,
  ...binary,
  ...compare,
  ...select,
  ...reduce,
  ...movement,
  ...indexing,
  ...matmul,
  ...convert,
  ...random,
};

/** The type of a primitive's output; throws a typed error where the inputs don't fit. */
export const inferSpec = <P extends Primitive>(
  primitive: P,
  attributes: Attributes[P],
  inputs: readonly Spec[],
): Spec => {
  const { shape, dtype } = shapeRules[primitive](attributes, inputs);
  assertSize(primitive, shape);
  return { shape, dtype };
};
