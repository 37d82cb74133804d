import { add, const as c } from '../assembler/i32.ts';
import { type Code, get, i32, type Local, memoryCopy, seq, v128 } from '../assembler.ts';

/** Offsets, in bytes, from the addresses of a copy. */
interface Offsets {
  readonly target?: number;
  readonly source?: number;
}

/** Copies whole words; a few of them without the call that a copy of memory is. */
export const copyBytes = (
  target: Local,
  from: Local,
  bytes: number,
  { target: to = 0, source = 0 }: Offsets = {},
): Code => {
  if (bytes > 64) return memoryCopy(add(get(target), c(to)), add(get(from), c(source)), c(bytes));
  const vector = (at: number): Code =>
    v128.store(get(target), v128.load(get(from), source + at), to + at);
  const vectors = Array.from({ length: Math.floor(bytes / 16) }, (_, i) => vector(16 * i));
  const rest = (bytes % 16) / 4;
  // Two words or more after a vector are copied with the words before them.
  if (vectors.length > 0 && rest > 1) return seq(...vectors, vector(bytes - 16));
  return seq(
    ...vectors,
    ...Array.from({ length: rest }, (_, i) => {
      const at = 16 * vectors.length + 4 * i;
      return i32.store(get(target), i32.load(get(from), source + at), to + at);
    }),
  );
};
