import { bind } from '@puregrad/tensors/interpreters';
import type { JvpRules } from './rule.ts';

export const images: JvpRules<'patches' | 'addPatches'> = {
  patches: ({ attributes, tangents: [dx] }) => dx && bind('patches', attributes, [dx]),
  addPatches: ({ attributes, tangents: [dx] }) => dx && bind('addPatches', attributes, [dx]),
};
