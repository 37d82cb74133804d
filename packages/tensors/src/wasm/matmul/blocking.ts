import type { Product } from './product.ts';
import { MOST_TILE_ROWS, TILE_COLUMNS } from './tile.ts';

type Sizes = Pick<Product, 'rows' | 'columns' | 'depth'>;

/** The largest depth of a panel: two panels of B and one of A stay in the first cache. */
const MOST_DEPTH = 288;
/** The number of row panels of A in a block, which stays in the second cache. */
const BLOCK_TILES = 48;

/** The number of column panels in use at the same time: a row of both is a line of the cache. */
export const PANELS_AT_ONCE = 2;

/** The depth of a block, where all blocks are about equally deep. */
export const blockDepth = (depth: number): number =>
  Math.ceil(depth / Math.ceil(depth / MOST_DEPTH));

export const panelCount = (columns: number): number => Math.ceil(columns / TILE_COLUMNS);

/** The number of rows in a block. */
export const blockRows = (tileRows: number): number => tileRows * BLOCK_TILES;

/** The bytes of the whole of A in panels. */
export const packedRowsBytes = ({ depth, rows }: Sizes): number =>
  4 * depth * (rows + MOST_TILE_ROWS);

/** The bytes of the whole of B in panels. */
export const packedColumnsBytes = ({ depth, columns }: Sizes): number =>
  4 * depth * panelCount(columns) * TILE_COLUMNS;

/** The bytes of one thread's memory, in the order in which it lies: a tile, two panels of B, a block of A. */
export const ownBytes = ({ rows, depth }: Sizes): number =>
  4 *
  (blockDepth(depth) *
    (Math.min(blockRows(MOST_TILE_ROWS), rows + MOST_TILE_ROWS) + PANELS_AT_ONCE * TILE_COLUMNS) +
    MOST_TILE_ROWS * TILE_COLUMNS);
