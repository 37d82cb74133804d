/** For tests of other packages in this repository, as `@puregrad/tensors/testing/slice`; it is not published. */
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether all is tried, by `npm run test:all`: else a fixed slice of what is merely long. */
    readonly isAll: boolean;
  }
}

/** How often, how long or how much: the first in `npm test`, the other where all is tried. */
export const unlessAll = <T>(quick: T, all: T): T => (inject('isAll') ? all : quick);

/** Every n-th item of a list, and at least one, if not all are tried; `turn` chooses which. */
export const sliceOf = <T>(list: readonly T[], oneIn: number, turn: number): readonly T[] =>
  inject('isAll') ? list : list.filter((_, i) => i % oneIn === turn % Math.min(oneIn, list.length));
