import type { Attributes, Primitive, Spec } from '../primitives.ts';
import { assertSize } from '../shape.ts';
import { type Family, type FamilyPrimitive, isOfFamily, traits } from '../traits.ts';
import { convert } from './convert.ts';
import { familySpec } from './families.ts';
import { images } from './images.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { movement } from './movement.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import type { ShapeRule, ShapeRules } from './rule.ts';
import { select } from './select.ts';

/** Of the primitives that share no rule. */
const shapeRules: ShapeRules<Exclude<Primitive, FamilyPrimitive<Family>>> = {
  ...select,
  ...reduce,
  ...movement,
  ...indexing,
  ...images,
  ...matmul,
  ...convert,
  ...random,
};

/** The type of a primitive's output; throws a typed error if the inputs do not fit. */
export const inferSpec = <P extends Primitive>(
  primitive: P,
  attributes: Attributes[P],
  inputs: readonly Spec[],
): Spec => {
  const name: Primitive = primitive;
  const { shape, dtype } = isOfFamily(name)
    ? familySpec(name, traits[name], inputs)
    : (shapeRules[name] as ShapeRule<typeof name>)(attributes as never, inputs);
  assertSize(primitive, shape);
  return { shape, dtype };
};
