import { mul } from '@puregrad/tensors';
import type { UnaryPrimitive } from '@puregrad/tensors/interpreters';
import { unaryTable } from '../derivatives.ts';
import { type JvpRule, type JvpRules, noDerivative } from './rule.ts';

/** The chain rule: the local derivative times the direction. */
export const unary: JvpRules<UnaryPrimitive> = unaryTable<JvpRule<UnaryPrimitive>>((derivative) =>
  derivative === undefined
    ? noDerivative
    : ({ inputs: [x], output, tangents: [dx] }) => mul(dx!, derivative(x!, output)),
);
