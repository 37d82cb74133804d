import type { NodeId } from '../../compile/graph.ts';
import type { DType } from '../../dtype.ts';
import { ROUNDS } from '../../random/threefry.ts';
import { unreachable } from '../../unreachable.ts';
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
import type { FusedOperation, Source, View } from '../steps.ts';
import { threefryCode } from '../threefry-code.ts';
import { rotate, vectorOperations } from '../vector-operations.ts';
import { type Cursor, readAt } from './cursor.ts';

const c = i32.const;

/** The code of fused operations on four elements of a row, and the locals that hold their values. */
export class Operations {
  readonly #context: CodeContext;
  readonly #body: Body;
  readonly #operations: readonly FusedOperation[];
  readonly #views: readonly View[];
  readonly #cursors: readonly Cursor[];
  readonly #loaded: readonly Local[];
  readonly #values: ReadonlyMap<NodeId, Local>;

  /** @param cursors one for each of the views. */
  constructor(
    context: CodeContext,
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
    this.#values = new Map(operations.map(({ id }) => [id, body.local('v128')]));
    this.#loaded = cursors.map(() => body.local('v128'));
  }

  /** Whether the values depend on the index of their element, as random bits do. */
  get dependOnIndex(): boolean {
    return this.#operations.some(({ node }) => node.primitive === 'randomBits');
  }

  /** Computes elements `[i, i + count)` of the row, of which `index` is the first one's in the whole array. */
  at(i: Code, index: Code, count: number): Code {
    return seq(
      ...this.#cursors.map((cursor, k) => set(this.#loaded[k]!, readAt(cursor, i, count))),
      ...this.#operations.map((operation) =>
        set(this.#values.get(operation.id)!, this.#compute(operation, index)),
      ),
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
        return get(this.#loaded[this.#views.indexOf(source.view)]!);
    }
  }

  #compute({ node, sources }: FusedOperation, index: Code): Code {
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
