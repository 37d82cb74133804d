import {
  type Body,
  type Code,
  f32,
  f32x4,
  f64,
  forLoop,
  get,
  i32,
  i32x4,
  seq,
  set,
  v128,
  when,
} from './assembler.ts';
import { layoutOf, type ReduceLayout } from './layout.ts';
import {
  addressAt,
  type Cursor,
  type LoopContext,
  Operations,
  passTime,
  rowOffset,
  VECTORS_PER_LINE,
} from './loop-code.ts';
import type { ReduceStep } from './steps.ts';
import { alone, type Range, type Work } from './work.ts';

const c = i32.const;

/** How many vectors are summed in float32 before their sum is added in float64. */
const BLOCK = 64;
/** How many elements of a long sum one thread adds up at a time: as many, however many threads. */
const CHUNK = 16_384;

/** Chunks of a sum of all elements, where there are several. */
const chunksOf = ({ node }: ReduceStep, { pattern, lengths }: ReduceLayout): number =>
  node.primitive === 'sum' && node.dtype === 'float32' && pattern === 'R'
    ? Math.ceil(lengths[0]! / CHUNK)
    : 1;

const reduceLayout = ({ shape, axes, operations, stores, source }: ReduceStep): ReduceLayout =>
  layoutOf(shape, axes, operations, stores, source)!;

/** Bytes for the sums of chunks. */
export const reduceScratch = (step: ReduceStep): number => {
  const chunks = chunksOf(step, reduceLayout(step));
  return chunks > 1 ? 8 * chunks : 0;
};

/** A reduction: rows to one number each, or all rows to one. */
export const reduceWorks = (step: ReduceStep, context: LoopContext): readonly Work[] => {
  const { shape, operations, output } = step;
  const layout = reduceLayout(step);
  const { lengths, ways, kind, pattern } = layout;
  const nanoseconds = passTime(shape, operations, ways);
  const chunks = chunksOf(step, layout);
  const write = (body: Body, range: Range): Code => reduceCode(step, layout, context, body, range);
  if (kind === 'columns')
    return [{ units: Math.ceil(lengths.at(-1)! / 4), grain: VECTORS_PER_LINE, nanoseconds, write }];
  if (chunks === 1)
    return [{ units: pattern === 'KR' ? lengths[0]! : 1, grain: 1, nanoseconds, write }];
  const sumChunks = (body: Body): Code => {
    const [chunk, total] = [body.local('i32'), body.local('f64')];
    const next = f64.load(i32.add(c(context.scratch), i32.shl(get(chunk), c(3))));
    return seq(
      set(total, f64.const(0)),
      forLoop(chunk, c(0), c(chunks), 1, set(total, f64.add(get(total), next))),
      f32.store(context.addressOf(output), f32.demote(get(total))),
    );
  };
  return [{ units: chunks, grain: 1, nanoseconds, write }, alone(chunks, sumChunks)];
};

/** Stores the first lanes of a vector. */
const storeLanes = (address: Code, value: Code, count: number): Code =>
  count === 4
    ? v128.store(address, value)
    : seq(
        ...Array.from({ length: count }, (_, lane) =>
          v128.storeLane(i32.add(address, c(4 * lane)), value, lane),
        ),
      );

const reduceCode = (
  step: ReduceStep,
  layout: ReduceLayout,
  context: LoopContext,
  body: Body,
  { from, to }: Range,
): Code => {
  const { operations, stores, source, node, output } = step;
  const { reads, lengths, ways, kind } = layout;
  const cursors = ways.map((way): Cursor => ({ way, base: body.local('i32') }));
  const at = new Operations(context, body, operations, reads, cursors.slice(0, reads.length));
  const writers = cursors.slice(reads.length);
  const { dtype } = node;
  const isSum = node.primitive === 'sum';
  const isInt = dtype === 'int32';
  const identity = isInt ? i32x4.const(isSum ? 0 : -(2 ** 31)) : f32x4.const(isSum ? 0 : -Infinity);
  const combine = isSum ? (isInt ? i32x4.add : f32x4.add) : isInt ? i32x4.max : f32x4.max;

  const [row, i, sum] = [body.local('i32'), body.local('i32'), body.local('v128')];
  const length = lengths.at(-1) ?? 1;
  const rows = lengths.length > 1 ? lengths[0]! : 1;
  const flat = i32.add(i32.mul(get(row), c(length)), get(i));
  const enterRow = seq(
    ...cursors.map(({ way, base }) =>
      set(
        base,
        addressAt(
          context,
          way,
          lengths.length > 1 ? rowOffset(way, lengths, get(row)) : c(way.offset),
        ),
      ),
    ),
  );
  const storeAll = (count: number): Code =>
    seq(
      ...stores.map(({ source: from, view }, k) =>
        storeLanes(
          i32.add(get(writers[k]!.base), i32.shl(get(i), c(2))),
          at.value(from, context.dtypeOf(view.node)),
          count,
        ),
      ),
    );
  const value = at.value(source, dtype);
  const whole = length - (length % 4);
  const left = length % 4;
  const result = context.addressOf(output);

  if (kind === 'columns') {
    // Row by row, so that memory is read in its order; the totals of a row stay in the first cache.
    // They are padded to whole vectors.
    const total = i32.add(result, i32.shl(get(i), c(2)));
    const add = (count: number): Code =>
      seq(
        at.at(get(i), flat, count),
        storeAll(count),
        v128.store(total, combine(v128.load(total), value)),
      );
    const ownColumns = (each: (count: number) => Code): Code =>
      seq(
        forLoop(i, i32.shl(get(from), c(2)), i32.min(i32.shl(get(to), c(2)), c(whole)), 4, each(4)),
        left > 0
          ? when(i32.eq(get(to), c((whole >> 2) + 1)), seq(set(i, c(whole)), each(left)))
          : [],
      );
    return seq(
      ownColumns(() => v128.store(total, identity)),
      forLoop(row, c(0), c(rows), 1, seq(enterRow, ownColumns(add))),
    );
  }

  const masked = (count: number): Code => {
    const there = Array.from({ length: 4 }, (_, lane) => (lane < count ? -1 : 0)).reduce<Code>(
      (mask, bits, lane) => i32x4.replace(mask, lane, c(bits)),
      i32x4.const(0),
    );
    return v128.select(there, value, identity);
  };
  const end = body.local('i32');
  const exact = isSum && !isInt;
  const total = exact ? body.local('f64') : undefined;
  const lane = (n: number): Code => f64.promote(f32x4.lane(get(sum), n));
  const fold = exact
    ? set(
        total!,
        [0, 1, 2, 3].reduce((t, n) => f64.add(t, lane(n)), get(total!)),
      )
    : [];
  const blocks = forLoop(
    i,
    c(0),
    c(whole),
    4,
    seq(at.at(get(i), flat, 4), storeAll(4), set(sum, combine(get(sum), value))),
  );
  const outAt = i32.add(result, i32.shl(get(row), c(2)));
  const horizontal = (): Code => {
    const pairs = combine(get(sum), v128.lanes(get(sum), get(sum), [2, 3, 0, 1]));
    return seq(
      set(sum, pairs),
      v128.storeLane(outAt, combine(get(sum), v128.lanes(get(sum), get(sum), [1, 0, 3, 2])), 0),
    );
  };
  /** Sets the total of a row from one element to another; what is left over is the end of the row. */
  const addUp = (start: Code, stop: Code, isLast?: Code): Code => {
    const rest = seq(
      set(i, c(whole)),
      at.at(get(i), flat, left),
      storeAll(left),
      set(sum, masked(left)),
      fold,
    );
    return seq(
      set(total!, f64.const(0)),
      forLoop(
        end,
        start,
        stop,
        4 * BLOCK,
        seq(
          set(sum, f32x4.const(0)),
          forLoop(
            i,
            get(end),
            i32.min(i32.add(get(end), c(4 * BLOCK)), stop),
            4,
            seq(at.at(get(i), flat, 4), storeAll(4), set(sum, combine(get(sum), value))),
          ),
          fold,
        ),
      ),
      left === 0 ? [] : isLast === undefined ? rest : when(isLast, rest),
    );
  };
  const chunks = chunksOf(step, layout);
  if (chunks > 1) {
    const chunk = body.local('i32');
    const start = i32.mul(get(chunk), c(CHUNK));
    return seq(
      set(row, c(0)),
      enterRow,
      forLoop(
        chunk,
        get(from),
        get(to),
        1,
        seq(
          addUp(
            start,
            i32.min(i32.add(start, c(CHUNK)), c(whole)),
            i32.eq(get(chunk), c(chunks - 1)),
          ),
          f64.store(i32.add(c(context.scratch), i32.shl(get(chunk), c(3))), get(total!)),
        ),
      ),
    );
  }
  const summed = exact
    ? seq(addUp(c(0), c(whole)), f32.store(outAt, f32.demote(get(total!))))
    : seq(
        set(sum, identity),
        blocks,
        ...(left > 0
          ? [
              set(i, c(whole)),
              at.at(get(i), flat, left),
              storeAll(left),
              set(sum, combine(get(sum), masked(left))),
            ]
          : []),
        horizontal(),
      );
  return forLoop(row, get(from), get(to), 1, seq(enterRow, summed));
};
