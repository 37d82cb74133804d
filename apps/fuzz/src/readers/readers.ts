import type { Target } from '../target.ts';

/** Each reader under mutated input. */
export const readers: readonly Target[] = [];
