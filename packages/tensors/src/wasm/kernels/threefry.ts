import { sizeOf } from '../../shape.ts';
import { const as c } from '../assembler/i32.ts';
import { get, i32, seq, set, whileLoop } from '../assembler.ts';
import type { KernelStep } from '../steps.ts';
import { threefryCode } from '../threefry-code.ts';
import type { Work } from '../work.ts';

/** Threefry-2x32 of pairs of counters. */
export const threefryWork = ({ node, inputs, id }: KernelStep<'threefry'>): Work => {
  const [keyId, countersId] = inputs as readonly [number, number];
  const units = sizeOf(node.shape) / 2;
  return {
    units,
    grain: 8,
    nanoseconds: 40 * units,
    write: ({ locals }, range, { addressOf }) => {
      const [i, a, b, k0, k1, k2] = locals('i32', 6);
      const from = i32.add(addressOf(countersId), get(i));
      const to = i32.add(addressOf(id), get(i));
      const rotate = i32.rotateLeft;
      const each = seq(
        set(a, i32.load(from)),
        set(b, i32.load(from, 4)),
        threefryCode({ ...i32, rotate }, [a, b], [k0, k1, k2], node.attributes.rounds),
        i32.store(to, get(a)),
        i32.store(to, get(b), 4),
        set(i, i32.add(get(i), c(8))),
      );
      return seq(
        set(k0, i32.load(addressOf(keyId))),
        set(k1, i32.load(addressOf(keyId), 4)),
        set(i, i32.shl(get(range.from), c(3))),
        whileLoop(i32.lt(get(i), i32.shl(get(range.to), c(3))), each),
      );
    },
  };
};
