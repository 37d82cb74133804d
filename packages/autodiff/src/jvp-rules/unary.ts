import { mul } from '@puregrad/tensors';
import type { UnaryPrimitive } from '@puregrad/tensors/interpreters';
import { unaryDerivatives } from '../derivatives.ts';
import { type JvpRule, type JvpRules, noDerivative } from './rule.ts';

/** The chain rule: the local derivative times the direction. */
const chain = (primitive: UnaryPrimitive): JvpRule<UnaryPrimitive> => {
  const derivative = unaryDerivatives[primitive];
  return derivative === undefined
    ? noDerivative
    : ({ inputs: [x], output, tangents: [dx] }) => mul(dx!, derivative(x!, output));
};

export const unary: JvpRules<UnaryPrimitive> = {
  neg: chain('neg'),
  abs: chain('abs'),
  sign: chain('sign'),
  floor: chain('floor'),
  exp: chain('exp'),
  expm1: chain('expm1'),
  log: chain('log'),
  log1p: chain('log1p'),
  sqrt: chain('sqrt'),
  sin: chain('sin'),
  cos: chain('cos'),
  tanh: chain('tanh'),
  erf: chain('erf'),
  sigmoid: chain('sigmoid'),
  softplus: chain('softplus'),
};
