import type { Graph } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { const as c } from '../assembler/i32.ts';
import { type Code, f32, forLoop, get, i32, type Local, seq, set, when } from '../assembler.ts';
import type { KernelStep } from '../steps.ts';
import { WORDS_PER_LINE, type Work } from '../work.ts';

/** The first of the largest elements; a NaN counts as the largest, as in NumPy. */
export const argMaxWork = ({ node, inputs, id }: KernelStep<'argMax'>, graph: Graph): Work => {
  const [sourceId] = inputs as readonly [number];
  const { shape, dtype } = graph.nodes[sourceId]!;
  const { axis } = node.attributes;
  const length = shape[axis]!;
  const stride = sizeOf(shape.slice(axis + 1));
  const units = sizeOf(node.shape);
  return {
    units,
    grain: WORDS_PER_LINE,
    nanoseconds: 2 * units * length,
    write: ({ locals }, { from, to }, { addressOf }) => {
      const [i, j, best, start] = locals('i32', 4);
      const addressAt = (at: Local): Code => i32.add(get(start), i32.mul(get(at), c(4 * stride)));
      const beats = dtype === 'int32' ? isGreater : isGreaterOrFirstNaN;
      const outer = i32.mul(i32.div(get(i), c(stride)), c(stride * length));
      const first = i32.add(outer, i32.rem(get(i), c(stride)));
      const each = seq(
        set(start, i32.add(addressOf(sourceId), i32.shl(first, c(2)))),
        set(best, c(0)),
        forLoop(
          j,
          c(1),
          c(length),
          1,
          when(beats(addressAt(j), addressAt(best)), set(best, get(j))),
        ),
        i32.store(i32.add(addressOf(id), i32.shl(get(i), c(2))), get(best)),
      );
      return forLoop(i, get(from), get(to), 1, each);
    },
  };
};

const isGreater = (a: Code, best: Code): Code => i32.gt(i32.load(a), i32.load(best));

const isGreaterOrFirstNaN = (a: Code, best: Code): Code =>
  i32.and(i32.eqz(f32.ge(f32.load(best), f32.load(a))), f32.eq(f32.load(best), f32.load(best)));
