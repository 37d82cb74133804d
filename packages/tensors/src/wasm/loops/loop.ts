import type { Graph } from '../../compile/graph.ts';
import { type Shape, sizeOf, stridesOf } from '../../shape.ts';
import { const as c } from '../assembler/i32.ts';
import {
  type Body,
  type Code,
  forLoop,
  get,
  i32,
  type Local,
  seq,
  set,
  when,
} from '../assembler.ts';
import type { CodeContext } from '../code-context.ts';
import type { LoopStep, View } from '../steps.ts';
import { type Range, VECTORS_PER_LINE, type Work } from '../work.ts';
import { offsetAt } from './cursor.ts';
import { mergeAxes, viewsOf } from './merge-axes.ts';
import { Operations } from './operations.ts';
import { passTime } from './pass-time.ts';

/** The rows of a loop, of which each is computed four elements at a time, and then what is left over. */
interface Rows {
  readonly reads: readonly View[];
  readonly lengths: readonly number[];
  /** Those read, then those written. */
  readonly views: readonly View[];
  readonly count: number;
  readonly length: number;
  /** The elements of a row that are computed as whole vectors. */
  readonly whole: number;
}

/** Whether a view covers a node's whole memory in its order, and not only a part of it. */
const isWhole = ({ node, offset, strides }: View, lengths: Shape, graph: Graph): boolean =>
  offset === 0 &&
  sizeOf(lengths) === sizeOf(graph.nodes[node]!.shape) &&
  stridesOf(lengths).every((stride, axis) => stride === strides[axis]);

const rowsOf = ({ shape, operations, stores }: LoopStep, graph: Graph): Rows => {
  const sources = stores.map(({ source }) => source);
  const reads = viewsOf(operations, sources);
  const { lengths, views } = mergeAxes(shape, [...reads, ...stores.map(({ view }) => view)]);
  const length = lengths.at(-1) ?? 1;
  const count = sizeOf(lengths.slice(0, -1));
  // Memory is padded to whole vectors, so that the last of a whole node may be stored. The next part of a
  // node lies behind a part of one.
  const mayOverrun =
    count === 1 &&
    views.every(({ strides }) => [0, 1].includes(strides.at(-1) ?? 0)) &&
    views.slice(reads.length).every((view) => isWhole(view, lengths, graph));
  const whole = mayOverrun ? Math.ceil(length / 4) * 4 : length - (length % 4);
  return { reads, lengths, views, count, length, whole };
};

/** A loop over all elements of a shape. */
export const loopWork = (step: LoopStep, graph: Graph): Work => {
  const rows = rowsOf(step, graph);
  const { count, length, views } = rows;
  const vectors = Math.ceil(length / 4);
  return {
    units: sizeOf(step.shape) === 0 ? 0 : count > 1 ? count : vectors,
    grain: count > 1 ? 1 : VECTORS_PER_LINE,
    nanoseconds: passTime(step.shape, step.operations, views),
    write: (body, range, context) => new Loop(step, rows, context, body).code(range),
  };
};

/** The code of a loop. */
class Loop {
  readonly #rows: Rows;
  readonly #operations: Operations;
  readonly #row: Local;
  /** The index within the row. */
  readonly #i: Local;

  constructor(step: LoopStep, rows: Rows, context: CodeContext, body: Body) {
    this.#rows = rows;
    this.#operations = new Operations(context, body, step, rows.reads, rows.views);
    [this.#row, this.#i] = body.locals('i32', 2);
  }

  code({ from, to }: Range): Code {
    const { count, length, whole } = this.#rows;
    if (count > 1) {
      const row = seq(this.#enterRow(), this.#vectors(c(0), c(whole)), this.#rest());
      return forLoop(this.#row, get(from), get(to), 1, row);
    }
    // The vectors of the only row are shared, and the thread with the last one computes what is left over.
    return seq(
      set(this.#row, c(0)),
      this.#enterRow(),
      this.#vectors(i32.shl(get(from), c(2)), i32.min(i32.shl(get(to), c(2)), c(whole))),
      when(i32.eq(get(to), c(Math.ceil(length / 4))), this.#rest()),
    );
  }

  #enterRow(): Code {
    const outer = this.#rows.lengths.slice(0, -1);
    return this.#operations.enterRow((strides) => offsetAt(strides, outer, get(this.#row)));
  }

  #vectors(start: Code, end: Code): Code {
    return forLoop(this.#i, start, end, 4, this.#compute(4));
  }

  #rest(): Code {
    const { length, whole } = this.#rows;
    return length > whole ? seq(set(this.#i, c(whole)), this.#compute(length - whole)) : [];
  }

  /** Computes elements `[i, i + count)` of the row, and stores them. */
  #compute(count: number): Code {
    const i = get(this.#i);
    const index = i32.add(i32.mul(get(this.#row), c(this.#rows.length)), i);
    return this.#operations.compute(i, index, count);
  }
}
