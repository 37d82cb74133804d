import type { NodeId } from '../compile/graph.ts';
import type { DType } from '../dtype.ts';
import { ROUNDS } from '../random/threefry.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { isCostly } from '../traits.ts';
import type { FunctionRef } from './assembler.ts';
import {
  type Body,
  type Code,
  call,
  f32x4,
  forLoop,
  get,
  i32,
  i32x4,
  type Local,
  seq,
  set,
  v128,
  when,
} from './assembler.ts';
import { mergeAxes, viewsOf, type Way } from './layout.ts';
import type { VectorFunction } from './math.ts';
import type { FusedOperation, LoopStep, Source, Store, View } from './steps.ts';
import { threefryCode } from './threefry-code.ts';
import { rotate, vectorOperations } from './vector-operations.ts';
import type { Range, Work } from './work.ts';

/** What loops are written against. */
export interface LoopContext {
  /** The address of a node's memory, in bytes. */
  readonly addressOf: (node: NodeId) => Code;
  readonly dtypeOf: (node: NodeId) => DType;
  /** How many elements a node's memory has. */
  readonly sizeOfNode: (node: NodeId) => number;
  readonly math: (name: VectorFunction) => FunctionRef;
  /** Where the sums of chunks are. */
  readonly scratch: number;
}

const c = i32.const;

/** Threads share vectors by cache lines, so that none writes where another reads. */
export const VECTORS_PER_LINE = 4;

/** The offset in elements of a row (all axes but the last) along a way. */
export const rowOffset = (way: Way, shape: readonly number[], row: Code): Code => {
  const outer = shape.slice(0, -1);
  let code = c(way.offset);
  let below = 1;
  for (let axis = outer.length - 1; axis >= 0; axis--) {
    const stride = way.strides[axis]!;
    if (stride !== 0) {
      const quotient = below === 1 ? row : i32.div(row, c(below));
      const index = axis === 0 ? quotient : i32.rem(quotient, c(outer[axis]!));
      code = i32.add(code, i32.mul(index, c(stride)));
    }
    below *= outer[axis]!;
  }
  return code;
};

/** How elements `[i, i + 4)` of a row are read, of which `count` are there. */
type Reader = (i: Code, count: number) => Code;

export interface Cursor {
  readonly way: Way;
  /** The address of the row's first element. */
  readonly base: Local;
}

const readerOf = ({ way, base }: Cursor): Reader => {
  const stride = way.strides.at(-1) ?? 0;
  if (stride === 0) return () => v128.loadSplat(get(base));
  if (stride === 1) return (i) => v128.load(i32.add(get(base), i32.shl(i, c(2))));
  return (i, count) =>
    Array.from({ length: 4 }, (_, lane) => lane).reduce(
      (vector, lane) =>
        i32x4.replace(
          vector,
          lane,
          // Lanes past the end read the last element again.
          i32.load(
            i32.add(get(base), i32.mul(i32.add(i, c(Math.min(lane, count - 1))), c(4 * stride))),
          ),
        ),
      i32x4.const(0),
    );
};

/** The code of a loop's operations at one place, and where their values are afterwards. */
export class Operations {
  readonly #context: LoopContext;
  readonly #body: Body;
  readonly #operations: readonly FusedOperation[];
  readonly #values = new Map<NodeId, Local>();
  readonly #views: readonly View[];
  readonly #cursors: readonly Cursor[];
  readonly #loaded = new Map<number, Local>();

  constructor(
    context: LoopContext,
    body: Body,
    operations: readonly FusedOperation[],
    views: readonly View[],
    cursors: readonly Cursor[],
  ) {
    this.#context = context;
    this.#body = body;
    this.#operations = operations;
    this.#views = views;
    this.#cursors = cursors;
    for (const { id } of operations) this.#values.set(id, body.local('v128'));
    cursors.forEach((_, i) => {
      this.#loaded.set(i, body.local('v128'));
    });
  }

  /** Loads and computes everything for elements `[i, i + 4)` of the row. */
  at(i: Code, flat: Code, count: number): Code {
    const loads = this.#cursors.map((cursor, k) =>
      set(this.#loaded.get(k)!, readerOf(cursor)(i, count)),
    );
    const computed = this.#operations.map((operation) =>
      set(this.#values.get(operation.id)!, this.#compute(operation, flat)),
    );
    return seq(...loads, ...computed);
  }

  value(source: Source, dtype: DType): Code {
    switch (source.kind) {
      case 'number':
        return dtype === 'int32' ? i32x4.const(source.value) : f32x4.const(source.value);
      case 'fused':
        return get(this.#values.get(source.node)!);
      case 'view':
        return get(this.#loaded.get(this.#views.indexOf(source.view))!);
    }
  }

  #compute({ node, sources }: FusedOperation, flat: Code): Code {
    if (node.primitive === 'randomBits')
      return this.#randomBits(node.inputs[0]!, sources[0]!, flat);
    const dtypes = node.inputs.map((input) => this.#context.dtypeOf(input));
    return vectorOperations[node.primitive](
      sources.map((source, i) => this.value(source, dtypes[i]!)),
      dtypes[0]!,
      node,
      { math: (name, ...operands) => call(this.#context.math(name), ...operands) },
    );
  }

  /** Threefry-2x32 of the counters (0, index), both words xor-ed: as the reference kernel has it. */
  #randomBits(key: NodeId, source: Source, flat: Code): Code {
    const [a, b, k0, k1, k2] = this.#body.locals('v128', 5);
    const word = (n: number): Code => {
      if (source.kind === 'number') return i32x4.const(source.value);
      if (source.kind === 'fused') throw new Error(`the key %${key} is not in memory`);
      const { node, offset, strides } = source.view;
      return v128.loadSplat(
        i32.add(this.#context.addressOf(node), c(4 * (offset + n * (strides[0] ?? 1)))),
      );
    };
    return seq(
      set(k0, word(0)),
      set(k1, word(1)),
      set(a, i32x4.const(0)),
      set(b, i32x4.add(i32x4.splat(flat), i32x4.lanes())),
      threefryCode({ ...i32x4, xor: v128.xor, rotate }, [a, b], [k0, k1, k2], ROUNDS),
      v128.xor(get(a), get(b)),
    );
  }
}

export const addressAt = (context: LoopContext, way: Way, offset: Code): Code =>
  i32.add(context.addressOf(way.node), i32.shl(offset, c(2)));

/** Whether a way goes over a node's whole memory in its order, not over a part of it. */
const isWhole = (way: Way, shape: readonly number[], { sizeOfNode }: LoopContext): boolean =>
  way.offset === 0 &&
  sizeOf(shape) === sizeOfNode(way.node) &&
  way.strides.every((stride, axis) => stride === sizeOf(shape.slice(axis + 1)));

/** About how long one thread takes for a pass: measured on one machine, good to a factor of three. */
export const passTime = (
  shape: Shape,
  operations: readonly FusedOperation[],
  ways: readonly Way[],
): number => {
  const slow = operations.filter(({ node }) => isCostly(node.primitive)).length;
  const jumps = ways.filter(({ strides }) => ![0, 1].includes(strides.at(-1) ?? 0)).length;
  return sizeOf(shape) * (0.1 * (operations.length + ways.length) + 3 * slow + jumps);
};

/** A loop: rows, and four elements of a row at a time; what is left over by lanes. */
export const loopWork = ({ shape, operations, stores }: LoopStep, context: LoopContext): Work => {
  const reads = viewsOf(
    operations,
    stores.map(({ source }) => source),
  );
  const { shape: lengths, ways } = mergeAxes(shape, [...reads, ...stores.map(({ view }) => view)]);
  const length = lengths.at(-1) ?? 1;
  const rows = sizeOf(lengths.slice(0, -1));

  // Stores may go on past the last element of a whole buffer, which is padded to whole vectors; past the
  // end of a part of one lie elements of the next part.
  const mayOverrun =
    rows === 1 &&
    ways.every((way) => [0, 1].includes(way.strides.at(-1) ?? 0)) &&
    ways.slice(reads.length).every((way) => isWhole(way, lengths, context));
  const whole = mayOverrun ? Math.ceil(length / 4) * 4 : length - (length % 4);
  const left = length - whole;

  const write = (body: Body, { from, to }: Range): Code => {
    const cursors = ways.map((way): Cursor => ({ way, base: body.local('i32') }));
    const writers = cursors.slice(reads.length);
    const at = new Operations(context, body, operations, reads, cursors.slice(0, reads.length));
    const [row, i] = body.locals('i32', 2);
    const flat = i32.add(i32.mul(get(row), c(length)), get(i));
    const storeAll = (count: number): Code =>
      seq(
        ...stores.map(({ source, view }: Store, k) => {
          const value = at.value(source, context.dtypeOf(view.node));
          const { base, way } = writers[k]!;
          const stride = way.strides.at(-1) ?? 1;
          if (stride === 1 && count === 4)
            return v128.store(i32.add(get(base), i32.shl(get(i), c(2))), value);
          return seq(
            ...Array.from({ length: count }, (_, lane) =>
              v128.storeLane(
                i32.add(get(base), i32.mul(i32.add(get(i), c(lane)), c(4 * stride))),
                value,
                lane,
              ),
            ),
          );
        }),
      );
    const enterRow = seq(
      ...cursors.map(({ way, base }) =>
        set(base, addressAt(context, way, rowOffset(way, lengths, get(row)))),
      ),
    );
    const vectors = (start: Code, end: Code): Code =>
      forLoop(i, start, end, 4, seq(at.at(get(i), flat, 4), storeAll(4)));
    const rest = left > 0 ? seq(set(i, c(whole)), at.at(get(i), flat, left), storeAll(left)) : [];
    if (rows > 1)
      return forLoop(row, get(from), get(to), 1, seq(enterRow, vectors(c(0), c(whole)), rest));
    // One row: its vectors are shared, and who has the last does what is left over.
    return seq(
      set(row, c(0)),
      enterRow,
      vectors(i32.shl(get(from), c(2)), i32.min(i32.shl(get(to), c(2)), c(whole))),
      when(i32.eq(get(to), c(Math.ceil(length / 4))), rest),
    );
  };
  return {
    units: sizeOf(shape) === 0 ? 0 : rows > 1 ? rows : Math.ceil(length / 4),
    grain: rows > 1 ? 1 : VECTORS_PER_LINE,
    nanoseconds: passTime(shape, operations, ways),
    write,
  };
};
