import { const as c } from '../assembler/i32.ts';
import { type Code, get, i32, i32x4, type Local, seq, set, v128 } from '../assembler.ts';
import type { MemoryMap } from '../code-context.ts';
import type { View } from '../steps.ts';

const LANES = [0, 1, 2, 3] as const;

/** A view, and a position in it. */
export interface Cursor {
  readonly view: View;
  /** The address of the current row's first element. */
  readonly base: Local;
}

/** The offset, in elements, of the `index`-th place of an array of these lengths. */
export const offsetAt = (
  strides: readonly number[],
  lengths: readonly number[],
  index: Code,
): Code => {
  const terms: Code[] = [];
  let below = 1;
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    const stride = strides[axis]!;
    if (stride !== 0) {
      const quotient = below === 1 ? index : i32.div(index, c(below));
      const position = axis === 0 ? quotient : i32.rem(quotient, c(lengths[axis]!));
      terms.push(i32.mul(position, c(stride)));
    }
    below *= lengths[axis]!;
  }
  const [first = c(0), ...rest] = terms;
  return rest.reduce((sum, term) => i32.add(sum, term), first);
};

/** Moves a cursor to the row that begins at an offset, in elements, from the view's own. */
export const moveTo = ({ view, base }: Cursor, offset: Code, { addressOf }: MemoryMap): Code =>
  set(base, i32.add(addressOf(view.node), i32.shl(i32.add(c(view.offset), offset), c(2))));

const strideOf = ({ view }: Cursor, ifNone: number): number => view.strides.at(-1) ?? ifNone;

/** The address of element `i` of the current row. */
const elementAt = ({ base }: Cursor, i: Code, stride: number): Code =>
  i32.add(get(base), stride === 1 ? i32.shl(i, c(2)) : i32.mul(i, c(4 * stride)));

/** Reads elements `[i, i + count)` of the current row. */
export const readAt = (cursor: Cursor, i: Code, count: number): Code => {
  const stride = strideOf(cursor, 0);
  if (stride === 0) return v128.loadSplat(get(cursor.base));
  if (stride === 1) return v128.load(elementAt(cursor, i, 1));
  // Lanes past the end read the last element again.
  const element = (lane: number): Code =>
    i32.load(elementAt(cursor, i32.add(i, c(Math.min(lane, count - 1))), stride));
  return LANES.reduce<Code>(
    (vector, lane) => i32x4.replace(vector, lane, element(lane)),
    i32x4.const(0),
  );
};

/** Writes elements `[i, i + count)` of the current row. */
export const writeAt = (cursor: Cursor, i: Code, value: Code, count: number): Code => {
  const stride = strideOf(cursor, 1);
  if (stride === 1) return storeLanes(elementAt(cursor, i, 1), value, count);
  return seq(
    ...LANES.slice(0, count).map((lane) =>
      v128.storeLane(elementAt(cursor, i32.add(i, c(lane)), stride), value, lane),
    ),
  );
};

/** Stores the first lanes of a vector, next to each other. */
export const storeLanes = (address: Code, value: Code, count: number): Code =>
  count === 4
    ? v128.store(address, value)
    : seq(...LANES.slice(0, count).map((lane) => v128.storeLane(address, value, lane, 4 * lane)));
