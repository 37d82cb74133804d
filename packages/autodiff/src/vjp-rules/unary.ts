import { mul } from '@puregrad/tensors';
import type { UnaryPrimitive } from '@puregrad/tensors/interpreters';
import { unaryTable } from '../derivatives.ts';
import { noDerivative, type VjpRule, type VjpRules } from './rule.ts';

/** The chain rule: the cotangent times the local derivative. */
export const unary: VjpRules<UnaryPrimitive> = unaryTable<VjpRule<UnaryPrimitive>>((derivative) =>
  derivative === undefined
    ? noDerivative
    : ({ inputs: [x], output, cotangent }) => [() => mul(cotangent, derivative(x!, output))],
);
