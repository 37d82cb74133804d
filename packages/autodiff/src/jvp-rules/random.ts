import { type JvpRules, noDerivative } from './rule.ts';

export const random: JvpRules<'threefry' | 'randomBits' | 'shiftRight'> = {
  threefry: noDerivative,
  randomBits: noDerivative,
  shiftRight: noDerivative,
};
