import { type ElementwisePrimitive, elementwiseTable } from '../partials.ts';
import type { VjpRule, VjpRules } from './rule.ts';

/** The chain rule backward: each operand's partial derivative times the cotangent. */
export const elementwise: VjpRules<ElementwisePrimitive> = elementwiseTable<
  VjpRule<ElementwisePrimitive>
>(
  (partials) =>
    ({ inputs, output, cotangent }) =>
      partials.map((partial) => partial && (() => partial(cotangent, inputs, output))),
);
