import { add, div, mul, neg, sub, type Tensor } from '@puregrad/tensors';
import type { BinaryPrimitive, ComparePrimitive } from '@puregrad/tensors/interpreters';
import { powByBase, powByExponent, shareOfExtremum } from '../derivatives.ts';
import { type JvpRule, type JvpRules, noDerivative } from './rule.ts';

/** The sum of what each operand's direction contributes. */
const total = (
  [da, db]: readonly (Tensor | undefined)[],
  byA: (da: Tensor) => Tensor,
  byB: (db: Tensor) => Tensor,
): Tensor | undefined => {
  if (da === undefined) return db && byB(db);
  return db === undefined ? byA(da) : add(byA(da), byB(db));
};

const extremum =
  <P extends 'maximum' | 'minimum'>(name: P): JvpRule<P> =>
  ({ inputs, tangents }) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    return total(
      tangents,
      (da) => mul(da, shareOfExtremum[name](a, b)),
      (db) => mul(db, shareOfExtremum[name](b, a)),
    );
  };

export const binary: JvpRules<BinaryPrimitive> = {
  add: ({ tangents }) =>
    total(
      tangents,
      (da) => da,
      (db) => db,
    ),
  sub: ({ tangents: [da, db] }) => (da === undefined ? db && neg(db) : db ? sub(da, db) : da),
  mul: ({ inputs: [a, b], tangents }) =>
    total(
      tangents,
      (da) => mul(da, b!),
      (db) => mul(a!, db),
    ),
  div: ({ inputs: [, b], output, tangents }) =>
    total(
      tangents,
      (da) => div(da, b!),
      (db) => neg(div(mul(output, db), b!)),
    ),
  pow: ({ inputs, tangents }) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    return total(
      tangents,
      (da) => mul(da, powByBase(a, b)),
      (db) => mul(db, powByExponent(a, b)),
    );
  },
  maximum: extremum('maximum'),
  minimum: extremum('minimum'),
};

export const compare: JvpRules<ComparePrimitive> = {
  equal: noDerivative,
  less: noDerivative,
  lessEqual: noDerivative,
};
