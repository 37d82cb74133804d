import { add, type Tensor } from '@puregrad/tensors';
import { type PartialPrimitive, tableByPartials } from '../partials.ts';
import type { JvpRule, JvpRules } from './rule.ts';

/** The chain rule forward: the sum over operands of partial derivative times direction. */
export const byPartials: JvpRules<PartialPrimitive> = tableByPartials<JvpRule<PartialPrimitive>>(
  (partials) =>
    ({ inputs, output, tangents }) => {
      let total: Tensor | undefined;
      partials.forEach((partial, i) => {
        const direction = tangents[i];
        if (partial === undefined || direction === undefined) return;
        const part = partial(direction, inputs, output);
        total = total === undefined ? part : add(total, part);
      });
      return total;
    },
);
