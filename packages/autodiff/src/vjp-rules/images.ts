import { bind } from '@puregrad/tensors/interpreters';
import type { VjpRules } from './rule.ts';

export const images: VjpRules<'patches' | 'addPatches'> = {
  patches: ({ attributes, inputs: [x], cotangent }) => {
    const [, height, width] = x!.shape as readonly [number, number, number, number];
    return [() => bind('addPatches', { ...attributes, size: [height, width] }, [cotangent])];
  },
  addPatches: ({ attributes: { size: _, ...windows }, cotangent }) => [
    () => bind('patches', windows, [cotangent]),
  ],
};
