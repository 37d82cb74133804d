import { noDerivative, type VjpRules } from './rule.ts';

export const random: VjpRules<'threefry' | 'randomBits' | 'shiftRight'> = {
  threefry: noDerivative,
  randomBits: noDerivative,
  shiftRight: noDerivative,
};
