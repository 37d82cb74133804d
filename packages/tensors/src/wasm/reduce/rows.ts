import { const as c } from '../assembler/i32.ts';
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
  seq,
  set,
  v128,
  when,
} from '../assembler.ts';
import type { Range } from '../work.ts';
import { CHUNK } from './layout.ts';
import type { Pass } from './pass.ts';

/** The number of vectors whose sum is kept in float32 before it is added to one in float64. */
const BLOCK = 64;

/** The reduction of rows to one number each. */
export class Rows {
  readonly #pass: Pass;
  /** Four partial results. */
  readonly #sum: Local;
  readonly #total: Local;
  readonly #blockStart: Local;

  constructor(pass: Pass, { local }: Body) {
    this.#pass = pass;
    this.#sum = local('v128');
    this.#total = local('f64');
    this.#blockStart = local('i32');
  }

  /** The code of a range of kept rows. */
  code({ from, to }: Range): Code {
    const { step, row } = this.#pass;
    const isExact = step.node.primitive === 'sum' && step.node.dtype !== 'int32';
    const reduced = isExact ? this.#exactSum() : this.#plainReduction();
    return forLoop(row, get(from), get(to), 1, reduced);
  }

  /** The code of a range of the chunks of one long sum, each of which goes to its place in the scratch memory. */
  chunks({ from, to }: Range, scratch: number, chunk: Local): Code {
    const { row, whole, left, layout } = this.#pass;
    const start = i32.mul(get(chunk), c(CHUNK));
    const stop = i32.min(i32.add(start, c(CHUNK)), c(whole));
    const isLast = i32.eq(get(chunk), c(layout.chunks - 1));
    const each = seq(
      set(this.#total, f64.const(0)),
      this.#addUp(start, stop),
      left > 0 ? when(isLast, this.#addRest()) : [],
      f64.store(i32.add(c(scratch), i32.shl(get(chunk), c(3))), get(this.#total)),
    );
    return seq(set(row, c(0)), this.#pass.enterRow(), forLoop(chunk, get(from), get(to), 1, each));
  }

  /** A sum, in float64 from block to block. */
  #exactSum(): Code {
    const { row, whole, left } = this.#pass;
    return seq(
      set(this.#total, f64.const(0)),
      this.#eachRow(seq(this.#addUp(c(0), c(whole)), left > 0 ? this.#addRest() : [])),
      f32.store(this.#pass.resultAt(get(row)), f32.demote(get(this.#total))),
    );
  }

  /** A sum of integers, or a maximum. */
  #plainReduction(): Code {
    const sum = this.#sum;
    const { row, i, whole, left, identity, combine } = this.#pass;
    const folded = (order: readonly [number, number, number, number]): Code =>
      combine(get(sum), v128.lanes(get(sum), get(sum), order));
    const rest = seq(this.#pass.computeRest(), set(sum, combine(get(sum), this.#rest())));
    return seq(
      set(sum, identity),
      this.#eachRow(seq(forLoop(i, c(0), c(whole), 4, this.#addVector()), left > 0 ? rest : [])),
      set(sum, folded([2, 3, 0, 1])),
      v128.storeLane(this.#pass.resultAt(get(row)), folded([1, 0, 3, 2]), 0),
    );
  }

  /** Runs code for each row that is reduced to the same number. */
  #eachRow(code: Code): Code {
    const { turn, layout } = this.#pass;
    const entered = seq(this.#pass.enterRow(), code);
    return layout.reducedRows === 1
      ? entered
      : forLoop(turn, c(0), c(layout.reducedRows), 1, entered);
  }

  /** Adds the vectors from one element of the row to another to the total. */
  #addUp(start: Code, stop: Code): Code {
    const blockStart = this.#blockStart;
    const blockEnd = i32.min(i32.add(get(blockStart), c(4 * BLOCK)), stop);
    const block = seq(
      set(this.#sum, f32x4.const(0)),
      forLoop(this.#pass.i, get(blockStart), blockEnd, 4, this.#addVector()),
      this.#fold(),
    );
    return forLoop(blockStart, start, stop, 4 * BLOCK, block);
  }

  /** Adds what follows the whole vectors of the row to the total. */
  #addRest(): Code {
    return seq(this.#pass.computeRest(), set(this.#sum, this.#rest()), this.#fold());
  }

  #fold(): Code {
    const lane = (n: number): Code => f64.promote(f32x4.lane(get(this.#sum), n));
    return set(
      this.#total,
      [0, 1, 2, 3].reduce((sum, n) => f64.add(sum, lane(n)), get(this.#total)),
    );
  }

  #addVector(): Code {
    const { combine } = this.#pass;
    return seq(this.#pass.compute(4), set(this.#sum, combine(get(this.#sum), this.#pass.value())));
  }

  /** The values in the lanes that belong to the row, and the identity in the others. */
  #rest(): Code {
    const { left, identity } = this.#pass;
    const mask = [0, 1, 2, 3].reduce<Code>(
      (mask, lane) => i32x4.replace(mask, lane, c(lane < left ? -1 : 0)),
      i32x4.const(0),
    );
    return v128.select(mask, this.#pass.value(), identity);
  }
}
