import { stridesOf } from '../../shape.ts';
import { const as c } from '../assembler/i32.ts';
import {
  type Body,
  type Code,
  f32x4,
  get,
  i32,
  i32x4,
  type Local,
  type Operation,
  seq,
  set,
} from '../assembler.ts';
import type { CodeContext } from '../code-context.ts';
import { offsetAt } from '../loops/cursor.ts';
import { Operations } from '../loops/operations.ts';
import type { ReduceStep } from '../steps.ts';
import type { ReduceLayout } from './layout.ts';

/** The code that rows and columns share: it moves to a row, and computes four of its elements. */
export class Pass {
  readonly step: ReduceStep;
  readonly layout: ReduceLayout;
  /** The index along the kept outer axes, taken together. */
  readonly row: Local;
  /** The index along the reduced outer axes, taken together. */
  readonly turn: Local;
  /** The index within the row. */
  readonly i: Local;
  /** The result of no elements, in all lanes. */
  readonly identity: Code;
  readonly combine: Operation;
  /** The length of a row; the elements that whole vectors hold, and the rest. */
  readonly length: number;
  readonly whole: number;
  readonly left: number;
  readonly #context: CodeContext;
  readonly #operations: Operations;
  /** The index of the row's first element in the whole array. */
  readonly #start: Local;

  constructor(step: ReduceStep, layout: ReduceLayout, context: CodeContext, body: Body) {
    this.step = step;
    this.layout = layout;
    this.#context = context;
    this.#operations = new Operations(context, body, step, layout.reads, layout.views);
    [this.row, this.turn, this.i, this.#start] = body.locals('i32', 4);
    const isSum = step.node.primitive === 'sum';
    if (step.node.dtype === 'int32') {
      this.identity = i32x4.const(isSum ? 0 : -(2 ** 31));
      this.combine = isSum ? i32x4.add : i32x4.max;
    } else {
      this.identity = f32x4.const(isSum ? 0 : -Infinity);
      this.combine = isSum ? f32x4.add : f32x4.max;
    }
    this.length = layout.lengths.at(-1) ?? 1;
    this.left = this.length % 4;
    this.whole = this.length - this.left;
  }

  /** Moves to the row that `row` and `turn` say. */
  enterRow(): Code {
    const start = this.#operations.dependOnIndex
      ? set(this.#start, this.#offsetAlong(stridesOf(this.layout.lengths)))
      : [];
    return seq(
      this.#operations.enterRow((strides) => this.#offsetAlong(strides)),
      start,
    );
  }

  /** Computes elements `[i, i + count)` of the row, and stores those that other steps need. */
  compute(count: number): Code {
    const i = get(this.i);
    return this.#operations.compute(i, i32.add(get(this.#start), i), count);
  }

  /** Computes what follows the whole vectors of the row. */
  computeRest(): Code {
    return seq(set(this.i, c(this.whole)), this.compute(this.left));
  }

  /** The four elements that were computed last. */
  value(): Code {
    return this.#operations.value(this.step.source, this.step.node.dtype);
  }

  /** The address of the output's element with some index. */
  resultAt(index: Code): Code {
    return i32.add(this.#context.addressOf(this.step.output), i32.shl(index, c(2)));
  }

  #offsetAlong(strides: readonly number[]): Code {
    const { lengths, kept, reduced } = this.layout;
    const along = (axes: readonly number[], index: Local): Code =>
      offsetAt(
        axes.map((axis) => strides[axis]!),
        axes.map((axis) => lengths[axis]!),
        get(index),
      );
    return i32.add(along(kept, this.row), along(reduced, this.turn));
  }
}
