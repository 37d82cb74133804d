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
  when,
} from '../assembler.ts';
import type { MathOptions } from '../math.ts';
import { BLOCK_DEPTH, definePackPanel } from './packing.ts';
import { defineTile, MOST_TILE_ROWS, TILE_COLUMNS, tileRows } from './tile.ts';

/** How many row panels of A are packed at once, so that they stay in the second cache. */
const BLOCK_TILES = 24;

const EDGE_BYTES = 4 * MOST_TILE_ROWS * TILE_COLUMNS;
/** Bytes for the packed rows of one thread. */
export const PACKED_ROWS_BYTES: number =
  4 * MOST_TILE_ROWS * BLOCK_TILES * BLOCK_DEPTH + EDGE_BYTES;

const { add, const: c } = i32;
const times = (x: Code, n: number): Code => i32.mul(x, c(n));

/** Copies `rows` of `columns` words. (to, toStride, from, fromStride, rows, columns) */
const defineCopyBlock = (module: ModuleBuilder): FunctionRef =>
  module.define({ params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] }, (body) => {
    const [to, toStride, from, fromStride, rows, columns] = body.params;
    const [row, column] = body.locals('i32', 2);
    const word = (base: Local): Code => add(get(base), times(get(column), 4));
    return forLoop(
      row,
      c(0),
      get(rows),
      1,
      seq(
        forLoop(column, c(0), get(columns), 1, f32.store(word(to), f32.load(word(from)))),
        set(to, add(get(to), get(toStride))),
        set(from, add(get(from), get(fromStride))),
      ),
    );
  });

/**
 * Rows `[row, rowEnd)` and column panels `[panel, panelEnd)` of a product with packed B: A is packed
 * block by block, sums of a tile are in registers over 256 steps of depth. Each element is summed in
 * one order, whoever does it.
 * (a, rowStride, depthStride, packed, c, columns, depth, row, rowEnd, panel, panelEnd, scratch)
 *
 * Source: Goto & van de Geijn, *Anatomy of high-performance matrix multiplication* (2008).
 */
export const defineMultiply = (module: ModuleBuilder, options: MathOptions): FunctionRef => {
  const height = tileRows(options);
  const blockHeight = height * BLOCK_TILES;
  const packRowPanel = definePackPanel(module, height);
  const tile = defineTile(module, options);
  const copyBlock = defineCopyBlock(module);
  return module.define(
    {
      params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    },
    (body) => {
      const [
        a,
        rowStride,
        depthStride,
        packed,
        out,
        columns,
        depth,
        row,
        rowEnd,
        panel,
        panelEnd,
        scratch,
      ] = body.params;
      const [k, deep, block, blockRows, r, p, panels, rows, wide, to, edge, from] = body.locals(
        'i32',
        12,
      );
      const rowBytes = times(get(columns), 4);
      const rowPanel = (at: Local): Code =>
        add(get(scratch), i32.mul(times(get(at), 4), get(deep)));

      /** A tile that hangs over the edge is made aside: its part of C comes in and goes out again. */
      const edgeTile = (aPanel: Code, bPanel: Code): Code => {
        const edgeBytes = c(4 * TILE_COLUMNS);
        const copy = (to: Code, toStride: Code, from: Code, fromStride: Code): Code =>
          call(copyBlock, to, toStride, from, fromStride, get(rows), get(wide));
        return seq(
          when(get(k), copy(get(edge), edgeBytes, get(to), rowBytes)),
          call(tile, aPanel, bPanel, get(deep), get(edge), edgeBytes, get(k)),
          copy(get(to), rowBytes, get(edge), edgeBytes),
        );
      };

      return seq(
        set(panels, i32.div(add(get(columns), c(TILE_COLUMNS - 1)), c(TILE_COLUMNS))),
        set(edge, add(get(scratch), c(4 * blockHeight * BLOCK_DEPTH))),
        forLoop(
          k,
          c(0),
          get(depth),
          BLOCK_DEPTH,
          seq(
            set(deep, i32.min(c(BLOCK_DEPTH), i32.sub(get(depth), get(k)))),
            forLoop(
              block,
              get(row),
              get(rowEnd),
              blockHeight,
              seq(
                set(blockRows, i32.min(c(blockHeight), i32.sub(get(rowEnd), get(block)))),
                forLoop(
                  r,
                  c(0),
                  get(blockRows),
                  height,
                  call(
                    packRowPanel,
                    add(
                      get(a),
                      add(
                        i32.mul(add(get(block), get(r)), get(rowStride)),
                        i32.mul(get(k), get(depthStride)),
                      ),
                    ),
                    get(rowStride),
                    get(depthStride),
                    get(deep),
                    i32.min(c(height), i32.sub(get(blockRows), get(r))),
                    rowPanel(r),
                  ),
                ),
                forLoop(
                  p,
                  get(panel),
                  get(panelEnd),
                  1,
                  seq(
                    set(
                      wide,
                      i32.min(c(TILE_COLUMNS), i32.sub(get(columns), times(get(p), TILE_COLUMNS))),
                    ),
                    set(
                      from,
                      add(
                        get(packed),
                        times(
                          add(i32.mul(get(panels), get(k)), i32.mul(get(p), get(deep))),
                          4 * TILE_COLUMNS,
                        ),
                      ),
                    ),
                    forLoop(
                      r,
                      c(0),
                      get(blockRows),
                      height,
                      seq(
                        set(rows, i32.min(c(height), i32.sub(get(blockRows), get(r)))),
                        set(
                          to,
                          add(
                            get(out),
                            times(
                              add(
                                i32.mul(add(get(block), get(r)), get(columns)),
                                times(get(p), TILE_COLUMNS),
                              ),
                              4,
                            ),
                          ),
                        ),
                        when(
                          i32.and(i32.eq(get(rows), c(height)), i32.eq(get(wide), c(TILE_COLUMNS))),
                          call(tile, rowPanel(r), get(from), get(deep), get(to), rowBytes, get(k)),
                          edgeTile(rowPanel(r), get(from)),
                        ),
                      ),
                    ),
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
