import { readers } from './readers/readers.ts';
import type { Target } from './target.ts';

/** All that `npm run fuzz` tries. */
export const targets: readonly Target[] = [...readers];
