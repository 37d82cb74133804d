import type { Graph } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { const as c } from '../assembler/i32.ts';
import { type Code, forLoop, get, i32, type Local, seq, set } from '../assembler.ts';
import type { KernelStep } from '../steps.ts';
import type { Work } from '../work.ts';
import { checkedIndex } from './checked-index.ts';
import { copyBytes } from './copy-bytes.ts';

/** Rows of the source, copied one by one. */
export const takeWork = ({ node, inputs, id }: KernelStep<'take'>, graph: Graph): Work => {
  const [sourceId, indicesId] = inputs as readonly [number, number];
  const { axis } = node.attributes;
  const source = graph.nodes[sourceId]!.shape;
  const count = sizeOf(graph.nodes[indicesId]!.shape);
  const length = source[axis]!;
  const bytes = 4 * sizeOf(source.slice(axis + 1));
  const blocks = sizeOf(source.slice(0, axis));
  return {
    units: count,
    grain: 1,
    nanoseconds: blocks * count * (10 + bytes / 16),
    write: ({ locals }, { from, to }, context) => {
      const { addressOf } = context;
      const [block, i, index, target, origin] = locals('i32', 5);
      const row = (length: number, at: Local): Code =>
        i32.mul(i32.add(i32.mul(get(block), c(length)), get(at)), c(bytes));
      const copy = seq(
        set(target, i32.add(addressOf(id), row(count, i))),
        set(origin, i32.add(addressOf(sourceId), row(length, index))),
        copyBytes(target, origin, bytes),
      );
      const each = seq(
        set(index, i32.load(i32.add(addressOf(indicesId), i32.shl(get(i), c(2))))),
        checkedIndex(index, length, copy, context),
      );
      return forLoop(block, c(0), c(blocks), 1, forLoop(i, get(from), get(to), 1, each));
    },
  };
};
