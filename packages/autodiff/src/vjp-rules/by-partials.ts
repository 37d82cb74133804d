import { type PartialPrimitive, tableByPartials } from '../partials.ts';
import type { VjpRule, VjpRules } from './rule.ts';

/** The chain rule backward: each operand's partial derivative times the cotangent. */
export const byPartials: VjpRules<PartialPrimitive> = tableByPartials<VjpRule<PartialPrimitive>>(
  (partials) =>
    ({ inputs, output, cotangent }) =>
      partials.map((partial) => partial && (() => partial(cotangent, inputs, output))),
);
