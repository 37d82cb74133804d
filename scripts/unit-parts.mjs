/**
 * The unit tests run in parts, so that both lanes have their share of them, and so that no process lives so long that
 * what its files leave in memory slows the later ones down.
 */
const PARTS = 4;

/** The names of the parts, and their files, as Vitest divides them. */
export const unitParts = Array.from({ length: PARTS }, (_, i) => ({
  name: `unit-${i + 1}`,
  shard: `${i + 1}/${PARTS}`,
}));
