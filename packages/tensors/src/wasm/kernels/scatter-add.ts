import type { Graph } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { const as c } from '../assembler/i32.ts';
import {
  type Code,
  f32,
  forLoop,
  get,
  i32,
  type Local,
  memoryFill,
  seq,
  set,
} from '../assembler.ts';
import type { KernelStep } from '../steps.ts';
import { alone, type Work } from '../work.ts';
import { checkedIndex } from './checked-index.ts';

/** Zeros, and each row of updates added where its index says, in their order. */
export const scatterAddWork = (
  { node, inputs, id }: KernelStep<'scatterAdd'>,
  graph: Graph,
): Work => {
  const [updatesId, indicesId] = inputs as readonly [number, number];
  const { axis, size } = node.attributes;
  const updates = graph.nodes[updatesId]!;
  const indices = graph.nodes[indicesId]!.shape;
  const count = sizeOf(indices);
  const inner = sizeOf(updates.shape.slice(axis + indices.length));
  const blocks = sizeOf(updates.shape.slice(0, axis));
  const nanoseconds = sizeOf(node.shape) / 8 + blocks * count * (10 + inner);
  // By one thread: several rows may be added to the same place, in an order that must not change.
  return alone(nanoseconds, ({ locals }, context) => {
    const { addressOf } = context;
    const [block, i, k, index, from, to] = locals('i32', 6);
    const row = (length: number, at: Local): Code =>
      i32.mul(i32.add(i32.mul(get(block), c(length)), get(at)), c(4 * inner));
    const added =
      updates.dtype === 'int32'
        ? i32.store(get(to), i32.add(i32.load(get(to)), i32.load(get(from))))
        : f32.store(get(to), f32.add(f32.load(get(to)), f32.load(get(from))));
    const next = (local: Local): Code => set(local, i32.add(get(local), c(4)));
    const addRow = seq(
      set(from, i32.add(addressOf(updatesId), row(count, i))),
      set(to, i32.add(addressOf(id), row(size, index))),
      forLoop(k, c(0), c(inner), 1, seq(added, next(from), next(to))),
    );
    const each = seq(
      set(index, i32.load(i32.add(addressOf(indicesId), i32.shl(get(i), c(2))))),
      checkedIndex(index, size, addRow, context),
    );
    return seq(
      memoryFill(addressOf(id), c(0), c(4 * sizeOf(node.shape))),
      forLoop(block, c(0), c(blocks), 1, forLoop(i, c(0), c(count), 1, each)),
    );
  });
};
