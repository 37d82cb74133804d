import { div, mul, neg } from '@puregrad/tensors';
import type { BinaryPrimitive, ComparePrimitive } from '@puregrad/tensors/interpreters';
import { powByBase, powByExponent, shareOfExtremum } from '../derivatives.ts';
import { noDerivative, type VjpRule, type VjpRules } from './rule.ts';

const extremum =
  <P extends 'maximum' | 'minimum'>(name: P): VjpRule<P> =>
  ({ inputs: [a, b], cotangent }) => [
    () => mul(cotangent, shareOfExtremum[name](a!, b!)),
    () => mul(cotangent, shareOfExtremum[name](b!, a!)),
  ];

export const binary: VjpRules<BinaryPrimitive> = {
  add: ({ cotangent }) => [() => cotangent, () => cotangent],
  sub: ({ cotangent }) => [() => cotangent, () => neg(cotangent)],
  mul: ({ inputs: [a, b], cotangent }) => [() => mul(cotangent, b!), () => mul(cotangent, a!)],
  div: ({ inputs: [, b], output, cotangent }) => [
    () => div(cotangent, b!),
    () => neg(div(mul(cotangent, output), b!)),
  ],
  pow: ({ inputs: [a, b], cotangent }) => [
    () => mul(cotangent, powByBase(a!, b!)),
    () => mul(cotangent, powByExponent(a!, b!)),
  ],
  maximum: extremum('maximum'),
  minimum: extremum('minimum'),
};

export const compare: VjpRules<ComparePrimitive> = {
  equal: noDerivative,
  less: noDerivative,
  lessEqual: noDerivative,
};
