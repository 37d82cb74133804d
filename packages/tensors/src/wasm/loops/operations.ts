import type { NodeId } from '../../compile/graph.ts';
import type { DType } from '../../dtype.ts';
import { ROUNDS } from '../../random/threefry.ts';
import { unreachable } from '../../unreachable.ts';
import { const as c } from '../assembler/i32.ts';
import {
  type Body,
  type Code,
  call,
  f32x4,
  get,
  i32,
  i32x4,
  type Local,
  seq,
  set,
  v128,
} from '../assembler.ts';
import type { CodeContext } from '../code-context.ts';
import type { FusedOperation, LoopStep, Source, View } from '../steps.ts';
import { threefryCode } from '../threefry-code.ts';
import { rotate, vectorOperations } from '../vector-operations.ts';
import { type Cursor, moveTo, readAt, writeAt } from './cursor.ts';

/** Fused operations, and the stores of their results that other steps read. */
type Fused = Pick<LoopStep, 'operations' | 'stores'>;

/** The code of fused operations on four elements of a row, and the locals that hold their values. */
export class Operations {
  readonly #context: CodeContext;
  readonly #body: Body;
  readonly #fused: Fused;
  readonly #reads: readonly View[];
  /** Those that are read, then those that are written. */
  readonly #cursors: readonly Cursor[];
  readonly #values: ReadonlyMap<NodeId, Local>;
  readonly #loaded: readonly Local[];

  /** @param views those that are read, then those of the stores. */
  constructor(
    context: CodeContext,
    body: Body,
    fused: Fused,
    reads: readonly View[],
    views: readonly View[],
  ) {
    this.#context = context;
    this.#body = body;
    this.#fused = fused;
    this.#reads = reads;
    this.#cursors = views.map((view) => ({ view, base: body.local('i32') }));
    this.#values = new Map(fused.operations.map(({ id }) => [id, body.local('v128')]));
    this.#loaded = reads.map(() => body.local('v128'));
  }

  /** Whether the values depend on the index of their element, as random bits do. */
  get dependOnIndex(): boolean {
    return this.#fused.operations.some(({ node }) => node.primitive === 'randomBits');
  }

  /** Moves to the row that begins at an offset, in elements, for the strides of each view. */
  enterRow(offsetOf: (strides: readonly number[]) => Code): Code {
    return seq(
      ...this.#cursors.map((cursor) =>
        moveTo(cursor, offsetOf(cursor.view.strides), this.#context),
      ),
    );
  }

  /**
   * Computes elements `[i, i + count)` of the row, and stores those that other steps need. `index` is that of the first
   * one in the whole array.
   */
  compute(i: Code, index: Code, count: number): Code {
    const writers = this.#cursors.slice(this.#reads.length);
    return seq(
      ...this.#loaded.map((local, k) => set(local, readAt(this.#cursors[k]!, i, count))),
      ...this.#fused.operations.map((operation) =>
        set(this.#values.get(operation.id)!, this.#valueOf(operation, index)),
      ),
      ...this.#fused.stores.map(({ source, view }, k) => {
        const value = this.value(source, this.#context.graph.nodes[view.node]!.dtype);
        return writeAt(writers[k]!, i, value, count);
      }),
    );
  }

  /** The four elements of a source that were computed last. */
  value(source: Source, dtype: DType): Code {
    switch (source.kind) {
      case 'number':
        return dtype === 'int32' ? i32x4.const(source.value) : f32x4.const(source.value);
      case 'fused':
        return get(this.#values.get(source.node)!);
      case 'view':
        return get(this.#loaded[this.#reads.indexOf(source.view)]!);
    }
  }

  #valueOf({ node, sources }: FusedOperation, index: Code): Code {
    if (node.primitive === 'randomBits')
      return this.#randomBits(node.inputs[0]!, sources[0]!, index);
    const { graph, math } = this.#context;
    const dtypes = node.inputs.map((input) => graph.nodes[input]!.dtype);
    return vectorOperations[node.primitive](
      sources.map((source, i) => this.value(source, dtypes[i]!)),
      dtypes[0]!,
      node,
      { math: (name, ...operands) => call(math(name), ...operands) },
    );
  }

  /** Threefry-2x32 of the counters (0, index); the two words of each are combined by exclusive or. */
  #randomBits(key: NodeId, source: Source, index: Code): Code {
    const [a, b, k0, k1, k2] = this.#body.locals('v128', 5);
    const word = (n: number): Code => {
      if (source.kind === 'number') return i32x4.const(source.value);
      if (source.kind === 'fused') return unreachable(`the key %${key} is not in memory`);
      const { node, offset, strides } = source.view;
      return v128.loadSplat(
        i32.add(this.#context.addressOf(node), c(4 * (offset + n * (strides[0] ?? 1)))),
      );
    };
    return seq(
      set(k0, word(0)),
      set(k1, word(1)),
      set(a, i32x4.const(0)),
      set(b, i32x4.add(i32x4.splat(index), i32x4.lanes())),
      threefryCode({ ...i32x4, xor: v128.xor, rotate }, [a, b], [k0, k1, k2], ROUNDS),
      v128.xor(get(a), get(b)),
    );
  }
}
