import type { Spec } from '../primitives.ts';
import type { Family } from '../traits.ts';
import { requireFloat, requireSameDType, requireSameShape } from './rule.ts';

type FamilyRule = (operation: string, inputs: readonly Spec[]) => Spec;

const families: { readonly [F in Family]: FamilyRule } = {
  unary: (_, [x]) => x!,
  binary: (operation, inputs) => {
    requireSameShape(operation, inputs);
    return { shape: inputs[0]!.shape, dtype: requireSameDType(operation, inputs) };
  },
  compare: (operation, inputs) => {
    requireSameShape(operation, inputs);
    requireSameDType(operation, inputs);
    return { shape: inputs[0]!.shape, dtype: 'int32' };
  },
};

/** The output's type of a primitive that shares its rule with its family. */
export const familySpec = (
  operation: string,
  { family, of }: { readonly family: Family; readonly of: 'numbers' | 'floats' },
  inputs: readonly Spec[],
): Spec => {
  if (of === 'floats') for (const input of inputs) requireFloat(operation, input);
  return families[family](operation, inputs);
};
