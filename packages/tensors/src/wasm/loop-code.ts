import type { NodeId } from '../compile/graph.ts';
import type { DType } from '../dtype.ts';
import type { Primitive } from '../primitives.ts';
import { type Shape, sizeOf } from '../shape.ts';
import type { FunctionRef } from './assembler.ts';
import {
  type Body,
  type Code,
  call,
  f32,
  f32x4,
  f64,
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
import { layoutOf, mergeAxes, type ReduceLayout, viewsOf, type Way } from './layout.ts';
import type { VectorFunction } from './math.ts';
import type { FusedOperation, LoopStep, ReduceStep, Source, Store, View } from './steps.ts';
import { ROTATIONS, rotate, type VectorPrimitive, vectorOperations } from './vector-operations.ts';
import type { Range, Work } from './work.ts';

/** What loops are written against. */
export interface LoopContext {
  /** The address of a node's memory, in bytes. */
  readonly addressOf: (node: NodeId) => Code;
  readonly dtypeOf: (node: NodeId) => DType;
  readonly math: (name: VectorFunction) => FunctionRef;
}

const c = i32.const;

/** Threads share vectors by cache lines, so that none writes where another reads. */
const VECTORS_PER_LINE = 4;

/** The offset in elements of a row (all axes but the last) along a way. */
const rowOffset = (way: Way, shape: readonly number[], row: Code): Code => {
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

interface Cursor {
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
class Operations {
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
    return vectorOperations[node.primitive as VectorPrimitive](
      sources.map((source, i) => this.value(source, dtypes[i]!)),
      dtypes[0]!,
      node,
      { math: (name, x) => call(this.#context.math(name), x) },
    );
  }

  /** Threefry-2x32 of the counters (0, index), both words xor-ed: as the reference kernel has it. */
  #randomBits(key: NodeId, source: Source, flat: Code): Code {
    const [a, b, k0, k1] = this.#body.locals('v128', 4);
    const word = (n: number): Code => {
      if (source.kind === 'number') return i32x4.const(source.value);
      if (source.kind === 'fused') throw new Error(`the key %${key} is not in memory`);
      const { node, offset, strides } = source.view;
      return v128.loadSplat(
        i32.add(this.#context.addressOf(node), c(4 * (offset + n * (strides[0] ?? 1)))),
      );
    };
    const parity = (): Code => v128.xor(i32x4.const(0x1bd11bda), v128.xor(get(k0), get(k1)));
    const keys = [(): Code => get(k0), (): Code => get(k1), parity];
    const rounds = Array.from({ length: 20 }, (_, round) => {
      const mixed = seq(
        set(a, i32x4.add(get(a), get(b))),
        set(b, v128.xor(rotate(get(b), ROTATIONS[round & 7]!), get(a))),
      );
      if ((round & 3) !== 3) return mixed;
      const injection = (round >> 2) + 1;
      return seq(
        mixed,
        set(a, i32x4.add(get(a), keys[injection % 3]!())),
        set(b, i32x4.add(get(b), i32x4.add(keys[(injection + 1) % 3]!(), i32x4.const(injection)))),
      );
    });
    return seq(
      set(k0, word(0)),
      set(k1, word(1)),
      set(a, get(k0)),
      set(b, i32x4.add(i32x4.add(i32x4.splat(flat), i32x4.lanes()), get(k1))),
      ...rounds,
      v128.xor(get(a), get(b)),
    );
  }
}

const addressAt = (context: LoopContext, way: Way, offset: Code): Code =>
  i32.add(context.addressOf(way.node), i32.shl(offset, c(2)));

const isDense = (way: Way, shape: readonly number[]): boolean =>
  way.offset === 0 && way.strides.every((stride, axis) => stride === sizeOf(shape.slice(axis + 1)));

const SLOW: ReadonlySet<Primitive> = new Set<Primitive>([
  'exp',
  'expm1',
  'log',
  'log1p',
  'tanh',
  'sigmoid',
  'softplus',
  'randomBits',
]);

/** About how long one thread takes for a pass: measured on one machine, good to a factor of three. */
const passTime = (
  shape: Shape,
  operations: readonly FusedOperation[],
  ways: readonly Way[],
): number => {
  const slow = operations.filter(({ node }) => SLOW.has(node.primitive)).length;
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

  // A whole buffer may be written to its end, which is padded to whole vectors.
  const mayOverrun =
    rows === 1 &&
    ways.every((way) => [0, 1].includes(way.strides.at(-1) ?? 0)) &&
    ways.slice(reads.length).every((way) => isDense(way, lengths));
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

/** How many vectors are summed in float32 before their sum is added in float64. */
const BLOCK = 64;

/** A reduction: rows to one number each, or all rows to one. */
export const reduceWork = (step: ReduceStep, context: LoopContext): Work => {
  const { shape, axes, operations, stores, source } = step;
  const layout = layoutOf(shape, axes, operations, stores, source)!;
  const { lengths, ways, kind, pattern } = layout;
  const rows = pattern === 'KR' ? lengths[0]! : 1;
  return {
    units: kind === 'columns' ? Math.ceil(lengths.at(-1)! / 4) : rows,
    grain: kind === 'columns' ? VECTORS_PER_LINE : 1,
    nanoseconds: passTime(shape, operations, ways),
    write: (body, range) => reduceCode(step, layout, context, body, range),
  };
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
  { operations, stores, source, node, output }: ReduceStep,
  { reads, lengths, ways, kind, pattern }: ReduceLayout,
  context: LoopContext,
  body: Body,
  { from, to }: Range,
): Code => {
  const cursors = ways.map((way): Cursor => ({ way, base: body.local('i32') }));
  const at = new Operations(context, body, operations, reads, cursors.slice(0, reads.length));
  const writers = cursors.slice(reads.length);
  const { dtype } = node;
  const isSum = node.primitive === 'sum';
  const isInt = dtype === 'int32';
  const identity = isInt ? i32x4.const(isSum ? 0 : -(2 ** 31)) : f32x4.const(isSum ? 0 : -Infinity);
  const combine = isSum ? (isInt ? i32x4.add : f32x4.add) : isInt ? i32x4.max : f32x4.max;

  const [row, i, sum] = [body.local('i32'), body.local('i32'), body.local('v128')];
  const [length, rows] =
    pattern.endsWith('R') || pattern === ''
      ? [lengths.at(-1) ?? 1, lengths.length > 1 ? lengths[0]! : 1]
      : [lengths.at(-1)!, lengths.length > 1 ? lengths[0]! : 1];
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
  const summed = exact
    ? seq(
        set(total!, f64.const(0)),
        set(i, c(0)),
        forLoop(
          end,
          c(0),
          c(whole),
          4 * BLOCK,
          seq(
            set(sum, f32x4.const(0)),
            forLoop(
              i,
              get(end),
              i32.min(i32.add(get(end), c(4 * BLOCK)), c(whole)),
              4,
              seq(at.at(get(i), flat, 4), storeAll(4), set(sum, combine(get(sum), value))),
            ),
            fold,
          ),
        ),
        ...(left > 0
          ? [
              set(i, c(whole)),
              at.at(get(i), flat, left),
              storeAll(left),
              set(sum, masked(left)),
              fold,
            ]
          : []),
        f32.store(outAt, f32.demote(get(total!))),
      )
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
