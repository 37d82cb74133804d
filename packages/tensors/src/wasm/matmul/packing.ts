import {
  type Code,
  call,
  type FunctionRef,
  f32,
  forLoop,
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
import { TILE_COLUMNS } from './tile.ts';

/** How deep a panel is, so that one of B stays in the first cache. */
export const BLOCK_DEPTH = 256;

/** Bytes for B packed whole. */
export const packedBytes = (depth: number, columns: number): number =>
  4 * depth * Math.ceil(columns / TILE_COLUMNS) * TILE_COLUMNS;

const { add, const: c } = i32;
const times = (x: Code, n: number): Code => i32.mul(x, c(n));

type Vectors = readonly [Local, Local, Local, Local];

/** Transposes four vectors in place. */
const transpose = ([a, b, c, d]: Vectors, [p, q, r, s]: Vectors): Code =>
  seq(
    set(p, v128.lanes(get(a), get(b), [0, 4, 1, 5])),
    set(q, v128.lanes(get(a), get(b), [2, 6, 3, 7])),
    set(r, v128.lanes(get(c), get(d), [0, 4, 1, 5])),
    set(s, v128.lanes(get(c), get(d), [2, 6, 3, 7])),
    set(a, v128.lanes(get(p), get(r), [0, 1, 4, 5])),
    set(b, v128.lanes(get(p), get(r), [2, 3, 6, 7])),
    set(c, v128.lanes(get(q), get(s), [0, 1, 4, 5])),
    set(d, v128.lanes(get(q), get(s), [2, 3, 6, 7])),
  );

/**
 * Packs `lanes` (rows of A, columns of B) of a panel of `width`, from 5 to 8: `packed[k][lane]`. What
 * is past the edge is anything: it ends in sums that nobody reads. Two overlapping groups of four
 * where either stride is one element, else one by one.
 * (source, laneStride, depthStride, depth, lanes, packed)
 */
export const definePackPanel = (module: ModuleBuilder, width: number): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [source, laneStride, depthStride, depth, lanes, packed] = body.params;
    const [k, from, to, lane, last] = body.locals('i32', 5);
    const [a, b, d, e, p, q, r, s] = body.locals('v128', 8);
    const vectors: Vectors = [a, b, d, e];
    const spare: Vectors = [p, q, r, s];
    const offsets = Array.from({ length: width }, () => body.local('i32'));
    const advance = seq(
      set(from, add(get(from), get(depthStride))),
      set(to, add(get(to), c(4 * width))),
      set(k, add(get(k), c(1))),
    );
    const eachDepth = (visit: Code): Code =>
      whileLoop(i32.lt(get(k), get(depth)), seq(visit, advance));

    const together = seq(
      set(last, times(i32.sub(get(lanes), c(4)), 4)),
      eachDepth(
        seq(
          v128.store(get(to), v128.load(get(from))),
          v128.store(add(get(to), get(last)), v128.load(add(get(from), get(last)))),
        ),
      ),
    );

    // Past the edge the last lane is read again.
    const transposed = seq(
      ...offsets.map((offset, n) =>
        set(offset, i32.mul(get(laneStride), i32.min(c(n), i32.sub(get(lanes), c(1))))),
      ),
      whileLoop(
        i32.lt(add(get(k), c(3)), get(depth)),
        seq(
          ...[0, width - 4].map((group) =>
            seq(
              ...vectors.map((vector, i) =>
                set(vector, v128.load(add(get(from), get(offsets[group + i]!)))),
              ),
              transpose(vectors, spare),
              ...vectors.map((vector, i) =>
                v128.store(get(to), get(vector), 4 * (i * width + group)),
              ),
            ),
          ),
          set(from, add(get(from), c(16))),
          set(to, add(get(to), c(16 * width))),
          set(k, add(get(k), c(4))),
        ),
      ),
    );

    const oneByOne = eachDepth(
      forLoop(
        lane,
        c(0),
        get(lanes),
        1,
        f32.store(
          add(get(to), times(get(lane), 4)),
          f32.load(add(get(from), i32.mul(get(lane), get(laneStride)))),
        ),
      ),
    );

    return seq(
      set(from, get(source)),
      set(to, get(packed)),
      when(
        i32.and(i32.eq(get(laneStride), c(4)), i32.gt(get(lanes), c(3))),
        together,
        seq(when(i32.eq(get(depthStride), c(4)), transposed), oneByOne),
      ),
    );
  });

/**
 * Packs column panels `[from, to)` of B, whatever its strides (in bytes), block of depth by block.
 * (b, depthStride, columnStride, depth, columns, packed, from, to)
 */
export const definePackColumns = (module: ModuleBuilder): FunctionRef => {
  const packPanel = definePackPanel(module, TILE_COLUMNS);
  return module.define(
    { params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] },
    (body) => {
      const [b, depthStride, columnStride, depth, columns, packed, from, to] = body.params;
      const [panel, k, deep, panels] = body.locals('i32', 4);
      const column = times(get(panel), TILE_COLUMNS);
      return seq(
        set(panels, i32.div(add(get(columns), c(TILE_COLUMNS - 1)), c(TILE_COLUMNS))),
        forLoop(
          k,
          c(0),
          get(depth),
          BLOCK_DEPTH,
          seq(
            set(deep, i32.min(c(BLOCK_DEPTH), i32.sub(get(depth), get(k)))),
            forLoop(
              panel,
              get(from),
              get(to),
              1,
              call(
                packPanel,
                add(
                  get(b),
                  add(i32.mul(column, get(columnStride)), i32.mul(get(k), get(depthStride))),
                ),
                get(columnStride),
                get(depthStride),
                get(deep),
                i32.min(c(TILE_COLUMNS), i32.sub(get(columns), column)),
                add(
                  get(packed),
                  times(
                    add(i32.mul(get(panels), get(k)), i32.mul(get(panel), get(deep))),
                    4 * TILE_COLUMNS,
                  ),
                ),
              ),
            ),
          ),
        ),
      );
    },
  );
};
