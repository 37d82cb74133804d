import type { NodeId } from '../compile/graph.ts';
import { sizeOf } from '../shape.ts';
import {
  type Body,
  type Code,
  f32,
  forLoop,
  get,
  i32,
  type Local,
  memoryCopy,
  memoryFill,
  seq,
  set,
  v128,
  when,
  whileLoop,
} from './assembler.ts';
import type { KernelContext } from './kernel-context.ts';
import { matmulWorks } from './matmul/works.ts';
import type { KernelPrimitive, KernelStep } from './steps.ts';
import { threefryCode } from './threefry-code.ts';
import { alone, type Range, WORDS_PER_LINE, type Work } from './work.ts';

const c = i32.const;
const words = (i: Code): Code => i32.shl(i, c(2));

/** Runs `then` for an index that lies on an axis; else notes the step and the index. */
const checked = (
  { fault }: KernelContext,
  step: number,
  index: Local,
  length: number,
  then: Code,
): Code =>
  when(
    i32.ltU(get(index), c(length)),
    then,
    seq(i32.store(c(fault), c(step + 1)), i32.store(c(fault), get(index), 4)),
  );

/** Copies whole words; a few of them without the call that a copy of memory is. */
const copyBytes = (target: Local, source: Local, bytes: number): Code => {
  if (bytes > 64) return memoryCopy(get(target), get(source), c(bytes));
  const vectors = Math.floor(bytes / 16);
  return seq(
    ...Array.from({ length: vectors }, (_, i) =>
      v128.store(get(target), v128.load(get(source), 16 * i), 16 * i),
    ),
    ...Array.from({ length: (bytes % 16) / 4 }, (_, i) => {
      const offset = 16 * vectors + 4 * i;
      return i32.store(get(target), i32.load(get(source), offset), offset);
    }),
  );
};

/** Rows of the source, copied one by one. */
const takeWork = (
  { node, inputs, id }: KernelStep<'take'>,
  step: number,
  context: KernelContext,
): Work => {
  const { graph, addressOf } = context;
  const [sourceId, indicesId] = inputs as readonly [NodeId, NodeId];
  const { axis } = node.attributes;
  const source = graph.nodes[sourceId]!.shape;
  const count = sizeOf(graph.nodes[indicesId]!.shape);
  const length = source[axis]!;
  const bytes = 4 * sizeOf(source.slice(axis + 1));
  const blocks = sizeOf(source.slice(0, axis));
  const write = ({ locals }: Body, { from, to }: Range): Code => {
    const [block, i, index, target, origin] = locals('i32', 5);
    const row = (length: number, at: Local): Code =>
      i32.mul(i32.add(i32.mul(get(block), c(length)), get(at)), c(bytes));
    const copy = seq(
      set(target, i32.add(addressOf(id), row(count, i))),
      set(origin, i32.add(addressOf(sourceId), row(length, index))),
      copyBytes(target, origin, bytes),
    );
    const each = seq(
      set(index, i32.load(i32.add(addressOf(indicesId), words(get(i))))),
      checked(context, step, index, length, copy),
    );
    return forLoop(block, c(0), c(blocks), 1, forLoop(i, get(from), get(to), 1, each));
  };
  return { units: count, grain: 1, nanoseconds: blocks * count * (10 + bytes / 16), write };
};

/** Zeros, and each row of updates added where its index says, in their order. */
const scatterAddWork = (
  { node, inputs, id }: KernelStep<'scatterAdd'>,
  step: number,
  context: KernelContext,
): Work => {
  const { graph, addressOf } = context;
  const [updatesId, indicesId] = inputs as readonly [NodeId, NodeId];
  const { axis, size } = node.attributes;
  const updates = graph.nodes[updatesId]!;
  const indices = graph.nodes[indicesId]!.shape;
  const count = sizeOf(indices);
  const inner = sizeOf(updates.shape.slice(axis + indices.length));
  const blocks = sizeOf(updates.shape.slice(0, axis));
  const write = ({ locals }: Body): Code => {
    const [block, i, k, index, from, to] = locals('i32', 6);
    const row = (length: number, at: Local): Code =>
      i32.mul(i32.add(i32.mul(get(block), c(length)), get(at)), c(4 * inner));
    const added =
      updates.dtype === 'int32'
        ? i32.store(get(to), i32.add(i32.load(get(to)), i32.load(get(from))))
        : f32.store(get(to), f32.add(f32.load(get(to)), f32.load(get(from))));
    const addRow = seq(
      set(from, i32.add(addressOf(updatesId), row(count, i))),
      set(to, i32.add(addressOf(id), row(size, index))),
      forLoop(
        k,
        c(0),
        c(inner),
        1,
        seq(added, set(from, i32.add(get(from), c(4))), set(to, i32.add(get(to), c(4)))),
      ),
    );
    const each = seq(
      set(index, i32.load(i32.add(addressOf(indicesId), words(get(i))))),
      checked(context, step, index, size, addRow),
    );
    return seq(
      memoryFill(addressOf(id), c(0), c(4 * sizeOf(node.shape))),
      forLoop(block, c(0), c(blocks), 1, forLoop(i, c(0), c(count), 1, each)),
    );
  };
  // By one thread: rows may be added to the same place, in an order that must not change.
  return alone(sizeOf(node.shape) / 8 + blocks * count * (10 + inner), write);
};

/** The first of the largest; a NaN is found, as NumPy finds it, not passed over. */
const argMaxWork = (
  { node, inputs, id }: KernelStep<'argMax'>,
  { graph, addressOf }: KernelContext,
): Work => {
  const [sourceId] = inputs as readonly [NodeId];
  const { shape, dtype } = graph.nodes[sourceId]!;
  const { axis } = node.attributes;
  const length = shape[axis]!;
  const stride = sizeOf(shape.slice(axis + 1));
  const write = ({ locals }: Body, { from, to }: Range): Code => {
    const [i, j, best, start] = locals('i32', 4);
    const value = (at: Local): Code => i32.add(get(start), i32.mul(get(at), c(4 * stride)));
    const beats =
      dtype === 'int32'
        ? i32.gt(i32.load(value(j)), i32.load(value(best)))
        : // Greater, or a NaN where the best is none.
          i32.and(
            i32.eqz(f32.ge(f32.load(value(best)), f32.load(value(j)))),
            f32.eq(f32.load(value(best)), f32.load(value(best))),
          );
    const outer = i32.mul(i32.div(get(i), c(stride)), c(stride * length));
    return forLoop(
      i,
      get(from),
      get(to),
      1,
      seq(
        set(start, i32.add(addressOf(sourceId), words(i32.add(outer, i32.rem(get(i), c(stride)))))),
        set(best, c(0)),
        forLoop(j, c(1), c(length), 1, when(beats, set(best, get(j)))),
        i32.store(i32.add(addressOf(id), words(get(i))), get(best)),
      ),
    );
  };
  const units = sizeOf(node.shape);
  return { units, grain: WORDS_PER_LINE, nanoseconds: 2 * units * length, write };
};

/** Threefry-2x32 of pairs of counters. */
const threefryWork = (
  { node, inputs, id }: KernelStep<'threefry'>,
  { addressOf }: KernelContext,
): Work => {
  const [keyId, countersId] = inputs as readonly [NodeId, NodeId];
  const write = (body: Body, range: Range): Code => {
    const [i, a, b, k0, k1, k2] = body.locals('i32', 6);
    const from = i32.add(addressOf(countersId), get(i));
    const to = i32.add(addressOf(id), get(i));
    return seq(
      set(k0, i32.load(addressOf(keyId))),
      set(k1, i32.load(addressOf(keyId), 4)),
      set(i, i32.shl(get(range.from), c(3))),
      whileLoop(
        i32.lt(get(i), i32.shl(get(range.to), c(3))),
        seq(
          set(a, i32.load(from)),
          set(b, i32.load(from, 4)),
          threefryCode(
            { ...i32, rotate: (x, bits) => i32.rotl(x, c(bits)) },
            [a, b],
            [k0, k1, k2],
            node.attributes.rounds,
          ),
          i32.store(to, get(a)),
          i32.store(to, get(b), 4),
          set(i, i32.add(get(i), c(8))),
        ),
      ),
    );
  };
  const units = sizeOf(node.shape) / 2;
  return { units, grain: 8, nanoseconds: 40 * units, write };
};

const kernels: {
  readonly [P in KernelPrimitive]: (
    step: KernelStep<P>,
    index: number,
    context: KernelContext,
  ) => readonly Work[];
} = {
  matmul: (step, _, context) => matmulWorks(step, context),
  take: (step, index, context) => [takeWork(step, index, context)],
  scatterAdd: (step, index, context) => [scatterAddWork(step, index, context)],
  argMax: (step, _, context) => [argMaxWork(step, context)],
  threefry: (step, _, context) => [threefryWork(step, context)],
};

/** What the kernel of a step does, in parts that follow each other. */
export const kernelWorks = (
  step: KernelStep,
  index: number,
  context: KernelContext,
): readonly Work[] =>
  (kernels[step.node.primitive] as (typeof kernels)['matmul'])(
    step as KernelStep<'matmul'>,
    index,
    context,
  );
