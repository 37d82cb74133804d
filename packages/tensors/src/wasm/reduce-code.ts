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
  type Local,
  type Operation,
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
  const write = (body: Body, range: Range): Code =>
    new Reduction(step, layout, context, body).code(range);
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

/** The code of a reduction, in a function of its own. */
class Reduction {
  readonly #step: ReduceStep;
  readonly #layout: ReduceLayout;
  readonly #context: LoopContext;
  readonly #body: Body;
  readonly #cursors: readonly Cursor[];
  readonly #operations: Operations;
  readonly #row: Local;
  /** The index within the row. */
  readonly #i: Local;
  /** Four partial results. */
  readonly #sum: Local;
  readonly #identity: Code;
  readonly #combine: Operation;
  /** The length of a row; how much of it whole vectors hold, and what is left over. */
  readonly #length: number;
  readonly #whole: number;
  readonly #left: number;

  constructor(step: ReduceStep, layout: ReduceLayout, context: LoopContext, body: Body) {
    this.#step = step;
    this.#layout = layout;
    this.#context = context;
    this.#body = body;
    const { reads, lengths, ways } = layout;
    this.#cursors = ways.map((way): Cursor => ({ way, base: body.local('i32') }));
    const readers = this.#cursors.slice(0, reads.length);
    this.#operations = new Operations(context, body, step.operations, reads, readers);
    this.#row = body.local('i32');
    this.#i = body.local('i32');
    this.#sum = body.local('v128');
    const isSum = step.node.primitive === 'sum';
    if (step.node.dtype === 'int32') {
      this.#identity = i32x4.const(isSum ? 0 : -(2 ** 31));
      this.#combine = isSum ? i32x4.add : i32x4.max;
    } else {
      this.#identity = f32x4.const(isSum ? 0 : -Infinity);
      this.#combine = isSum ? f32x4.add : f32x4.max;
    }
    this.#length = lengths.at(-1) ?? 1;
    this.#left = this.#length % 4;
    this.#whole = this.#length - this.#left;
  }

  code(range: Range): Code {
    if (this.#layout.kind === 'columns') return this.#columns(range);
    if (chunksOf(this.#step, this.#layout) > 1) return this.#chunks(range);
    const { node } = this.#step;
    const reduced =
      node.primitive === 'sum' && node.dtype !== 'int32' ? this.#exactRow() : this.#plainRow();
    return forLoop(this.#row, get(range.from), get(range.to), 1, seq(this.#enterRow(), reduced));
  }

  /** Row by row, so that memory is read in its order; the totals, padded to whole vectors, stay in the first cache. */
  #columns({ from, to }: Range): Code {
    const [row, i] = [this.#row, this.#i];
    const { lengths } = this.#layout;
    const total = i32.add(this.#context.addressOf(this.#step.output), i32.shl(get(i), c(2)));
    const ownColumns = (each: (count: number) => Code): Code => {
      const end = i32.min(i32.shl(get(to), c(2)), c(this.#whole));
      const hasLast = i32.eq(get(to), c((this.#whole >> 2) + 1));
      return seq(
        forLoop(i, i32.shl(get(from), c(2)), end, 4, each(4)),
        this.#left > 0 ? when(hasLast, seq(set(i, c(this.#whole)), each(this.#left))) : [],
      );
    };
    const add = (count: number): Code =>
      seq(this.#compute(count), v128.store(total, this.#combine(v128.load(total), this.#value())));
    const rows = lengths.length > 1 ? lengths[0]! : 1;
    return seq(
      ownColumns(() => v128.store(total, this.#identity)),
      forLoop(row, c(0), c(rows), 1, seq(this.#enterRow(), ownColumns(add))),
    );
  }

  /** Chunks of one long sum, each to its place in the scratch. */
  #chunks({ from, to }: Range): Code {
    const { scratch } = this.#context;
    const chunk = this.#body.local('i32');
    const total = this.#body.local('f64');
    const start = i32.mul(get(chunk), c(CHUNK));
    const stop = i32.min(i32.add(start, c(CHUNK)), c(this.#whole));
    const isLast = i32.eq(get(chunk), c(chunksOf(this.#step, this.#layout) - 1));
    const each = seq(
      this.#addUp(total, start, stop),
      this.#left > 0 ? when(isLast, this.#addRest(total)) : [],
      f64.store(i32.add(c(scratch), i32.shl(get(chunk), c(3))), get(total)),
    );
    return seq(set(this.#row, c(0)), this.#enterRow(), forLoop(chunk, get(from), get(to), 1, each));
  }

  /** The sum of a row, in float64 from block to block. */
  #exactRow(): Code {
    const total = this.#body.local('f64');
    return seq(
      this.#addUp(total, c(0), c(this.#whole)),
      this.#left > 0 ? this.#addRest(total) : [],
      f32.store(this.#resultAt(), f32.demote(get(total))),
    );
  }

  /** The sum of a row of integers, or its largest element. */
  #plainRow(): Code {
    const sum = this.#sum;
    const folded = (order: readonly [number, number, number, number]): Code =>
      this.#combine(get(sum), v128.lanes(get(sum), get(sum), order));
    return seq(
      set(sum, this.#identity),
      forLoop(this.#i, c(0), c(this.#whole), 4, this.#addVector()),
      this.#left > 0
        ? seq(this.#computeRest(), set(sum, this.#combine(get(sum), this.#rest())))
        : [],
      set(sum, folded([2, 3, 0, 1])),
      v128.storeLane(this.#resultAt(), folded([1, 0, 3, 2]), 0),
    );
  }

  /** Sets a total to the sum of the vectors from one element of the row to another. */
  #addUp(total: Local, start: Code, stop: Code): Code {
    const end = this.#body.local('i32');
    const blockEnd = i32.min(i32.add(get(end), c(4 * BLOCK)), stop);
    const block = seq(
      set(this.#sum, f32x4.const(0)),
      forLoop(this.#i, get(end), blockEnd, 4, this.#addVector()),
      this.#fold(total),
    );
    return seq(set(total, f64.const(0)), forLoop(end, start, stop, 4 * BLOCK, block));
  }

  /** Adds what is left over at the end of the row. */
  #addRest(total: Local): Code {
    return seq(this.#computeRest(), set(this.#sum, this.#rest()), this.#fold(total));
  }

  #fold(total: Local): Code {
    const lane = (n: number): Code => f64.promote(f32x4.lane(get(this.#sum), n));
    return set(
      total,
      [0, 1, 2, 3].reduce((t, n) => f64.add(t, lane(n)), get(total)),
    );
  }

  #addVector(): Code {
    return seq(this.#compute(4), set(this.#sum, this.#combine(get(this.#sum), this.#value())));
  }

  #enterRow(): Code {
    const { lengths } = this.#layout;
    return seq(
      ...this.#cursors.map(({ way, base }) => {
        const offset = lengths.length > 1 ? rowOffset(way, lengths, get(this.#row)) : c(way.offset);
        return set(base, addressAt(this.#context, way, offset));
      }),
    );
  }

  /** Computes elements `[i, i + count)` of the row, and stores those that others need. */
  #compute(count: number): Code {
    const { stores } = this.#step;
    const writers = this.#cursors.slice(this.#layout.reads.length);
    const flat = i32.add(i32.mul(get(this.#row), c(this.#length)), get(this.#i));
    return seq(
      this.#operations.at(get(this.#i), flat, count),
      ...stores.map(({ source, view }, k) =>
        storeLanes(
          i32.add(get(writers[k]!.base), i32.shl(get(this.#i), c(2))),
          this.#operations.value(source, this.#context.dtypeOf(view.node)),
          count,
        ),
      ),
    );
  }

  #computeRest(): Code {
    return seq(set(this.#i, c(this.#whole)), this.#compute(this.#left));
  }

  #value(): Code {
    return this.#operations.value(this.#step.source, this.#step.node.dtype);
  }

  /** The value in the lanes that the row has, and what changes nothing in the others. */
  #rest(): Code {
    const lanes = Array.from({ length: 4 }, (_, lane) => (lane < this.#left ? -1 : 0));
    const mask = lanes.reduce<Code>(
      (mask, bits, lane) => i32x4.replace(mask, lane, c(bits)),
      i32x4.const(0),
    );
    return v128.select(mask, this.#value(), this.#identity);
  }

  #resultAt(): Code {
    return i32.add(this.#context.addressOf(this.#step.output), i32.shl(get(this.#row), c(2)));
  }
}
