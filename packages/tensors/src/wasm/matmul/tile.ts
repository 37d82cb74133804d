import { add, const as c } from '../assembler/i32.ts';
import {
  type Code,
  type FunctionRef,
  get,
  i32,
  type Local,
  type ModuleBuilder,
  seq,
  set,
  v128,
  when,
  whileLoop,
} from '../assembler.ts';
import { type MathOptions, multiplyAdd } from '../math/multiply-add.ts';

/** The columns of a tile, whose sums stay in registers: two vectors. */
export const TILE_COLUMNS = 8;

export const MOST_TILE_ROWS = 6;

/**
 * The rows of a tile. V8 has 15 vector registers: 6 rows of sums, two vectors of B and one of A fill them, and keep both
 * multipliers busy while sums depend on each other. Without the fused instruction a product needs a register before it
 * is added, and V8 reserves another one.
 */
export const tileRows = ({ relaxed }: MathOptions): number => (relaxed ? MOST_TILE_ROWS : 5);

/**
 * A whole tile of C, written or added to, from a panel of A, with `tileRows` elements at each depth, and a panel of B.
 * (a, b, depth, c, rowBytes, accumulate)
 */
export const defineTile = (module: ModuleBuilder, options: MathOptions): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [a, b, depth, out, rowBytes, accumulate] = body.params;
    const [left, right, splat] = body.locals('v128', 3);
    const address = body.local('i32');
    const rows = Array.from({ length: tileRows(options) }, (): readonly [Local, Local] => [
      body.local('v128'),
      body.local('v128'),
    ]);
    const madd = multiplyAdd(options);

    // It is not unrolled: V8 would load for all rounds first, and run out of registers.
    const step = seq(
      set(left, v128.load(get(b))),
      set(right, v128.load(get(b), 16)),
      ...rows.map(([low, high], row) =>
        seq(
          set(splat, v128.loadSplat(get(a), 4 * row)),
          set(low, madd(get(splat), get(left), get(low))),
          set(high, madd(get(splat), get(right), get(high))),
        ),
      ),
      set(a, add(get(a), c(4 * rows.length))),
      set(b, add(get(b), c(4 * TILE_COLUMNS))),
      set(depth, i32.sub(get(depth), c(1))),
    );
    const eachRow = (visit: (low: Local, high: Local) => Code): Code =>
      seq(
        set(address, get(out)),
        ...rows.map(([low, high]) =>
          seq(visit(low, high), set(address, add(get(address), get(rowBytes)))),
        ),
      );

    return seq(
      when(
        get(accumulate),
        eachRow((low, high) =>
          seq(set(low, v128.load(get(address))), set(high, v128.load(get(address), 16))),
        ),
      ),
      whileLoop(get(depth), step),
      eachRow((low, high) =>
        seq(v128.store(get(address), get(low)), v128.store(get(address), get(high), 16)),
      ),
    );
  });
