import type { UnaryPrimitive } from '../primitives.ts';
import { requireFloat, type ShapeRule, type ShapeRules } from './rule.ts';

const onNumbers: ShapeRule<UnaryPrimitive> = (_, [x]) => x!;

const onFloats =
  (operation: UnaryPrimitive): ShapeRule<UnaryPrimitive> =>
  (_, [x]) => {
    requireFloat(operation, x!);
    return x!;
  };

export const unary: ShapeRules<UnaryPrimitive> = {
  neg: onNumbers,
  abs: onNumbers,
  sign: onNumbers,
  floor: onNumbers,
  exp: onFloats('exp'),
  expm1: onFloats('expm1'),
  log: onFloats('log'),
  log1p: onFloats('log1p'),
  sqrt: onFloats('sqrt'),
  sin: onFloats('sin'),
  cos: onFloats('cos'),
  tanh: onFloats('tanh'),
  erf: onFloats('erf'),
  sigmoid: onFloats('sigmoid'),
  softplus: onFloats('softplus'),
};
