import type { BinaryPrimitive, ComparePrimitive } from '../primitives.ts';
import {
  requireFloat,
  requireSameDType,
  requireSameShape,
  type ShapeRule,
  type ShapeRules,
} from './rule.ts';

const pairwise =
  (operation: BinaryPrimitive): ShapeRule<BinaryPrimitive> =>
  (_, inputs) => {
    requireSameShape(operation, inputs);
    return { shape: inputs[0]!.shape, dtype: requireSameDType(operation, inputs) };
  };

const pairwiseFloats =
  (operation: BinaryPrimitive): ShapeRule<BinaryPrimitive> =>
  (attributes, inputs) => {
    for (const input of inputs) requireFloat(operation, input);
    return pairwise(operation)(attributes, inputs);
  };

const comparison =
  (operation: ComparePrimitive): ShapeRule<ComparePrimitive> =>
  (_, inputs) => {
    requireSameShape(operation, inputs);
    requireSameDType(operation, inputs);
    return { shape: inputs[0]!.shape, dtype: 'int32' };
  };

export const binary: ShapeRules<BinaryPrimitive> = {
  add: pairwise('add'),
  sub: pairwise('sub'),
  mul: pairwise('mul'),
  div: pairwiseFloats('div'),
  pow: pairwiseFloats('pow'),
  maximum: pairwise('maximum'),
  minimum: pairwise('minimum'),
};

export const compare: ShapeRules<ComparePrimitive> = {
  equal: comparison('equal'),
  less: comparison('less'),
  lessEqual: comparison('lessEqual'),
};
