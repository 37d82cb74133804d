import { add, const as c, times } from '../assembler/i32.ts';
import {
  type Body,
  type Code,
  call,
  forLoop,
  get,
  i32,
  type Local,
  seq,
  set,
  when,
} from '../assembler.ts';
import type { MatmulKernels } from './kernels.ts';
import { MOST_TILE_ROWS, TILE_COLUMNS } from './tile.ts';

/** A matrix in memory, with the bytes from one row, and from one column, to the next. */
export interface Matrix {
  readonly address: Code;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** A `[rows, depth]` times a `[depth, columns]`, into dense rows. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: Matrix;
  readonly b: Matrix;
  readonly out: Code;
}

export type Span = readonly [from: Code, to: Code];

/** How deep a panel may be, so that two of B, and one of A, stay in the first cache. */
const MOST_DEPTH = 288;
/** How many row panels of A are used at once, so that they stay in the second. */
const BLOCK_TILES = 48;

/** How many column panels are used at once: so many elements of a row are a line of the cache. */
export const PANELS_AT_ONCE = 2;

/** Depth in even blocks. */
const blockDepth = (depth: number): number => Math.ceil(depth / Math.ceil(depth / MOST_DEPTH));

export const panelCount = (columns: number): number => Math.ceil(columns / TILE_COLUMNS);

/** How many rows are used at once. */
export const blockRows = (tileRows: number): number => tileRows * BLOCK_TILES;

const wholeTiles = (rows: number, tileRows: number): number =>
  tileRows * Math.ceil(rows / tileRows);

/** Bytes for A packed whole. */
export const packedRowsBytes = ({ depth, rows }: Pick<Product, 'depth' | 'rows'>): number =>
  4 * depth * (rows + MOST_TILE_ROWS);

/** Bytes for B packed whole. */
export const packedColumnsBytes = ({
  depth,
  columns,
}: Pick<Product, 'depth' | 'columns'>): number => 4 * depth * panelCount(columns) * TILE_COLUMNS;

/** Bytes in which one thread packs rows of A and two panels of B, and makes what hangs over the edge. */
export const ownBytes = ({ rows, depth }: Pick<Product, 'rows' | 'depth'>): number =>
  4 *
  (blockDepth(depth) *
    (Math.min(blockRows(MOST_TILE_ROWS), rows + MOST_TILE_ROWS) + PANELS_AT_ONCE * TILE_COLUMNS) +
    MOST_TILE_ROWS * TILE_COLUMNS);

/** A block of depth: where it begins, and how deep it is. */
type Depth = readonly [k: Local, deep: Local];

const eachBlock = ([k, deep]: Depth, depth: number, visit: Code): Code =>
  forLoop(
    k,
    c(0),
    c(depth),
    blockDepth(depth),
    seq(set(deep, i32.min(c(blockDepth(depth)), i32.sub(c(depth), get(k)))), visit),
  );

/** Packs the panel of A that begins at a row, of as many rows as there are. */
const packRowPanel = (
  { a }: Product,
  { packRows }: MatmulKernels,
  [k, deep]: Depth,
  row: Code,
  rows: Code,
  to: Code,
): Code =>
  call(
    packRows(),
    add(a.address, add(times(row, a.rowStride), times(get(k), a.columnStride))),
    c(a.rowStride),
    c(a.columnStride),
    get(deep),
    rows,
    to,
  );

const packColumnPanel = (
  { b, columns }: Product,
  { packColumns }: MatmulKernels,
  [k, deep]: Depth,
  panel: Code,
  to: Code,
): Code => {
  const column = times(panel, TILE_COLUMNS);
  return call(
    packColumns(),
    add(b.address, add(times(column, b.columnStride), times(get(k), b.rowStride))),
    c(b.columnStride),
    c(b.rowStride),
    get(deep),
    i32.min(c(TILE_COLUMNS), i32.sub(c(columns), column)),
    to,
  );
};

const eachPair = (panel: Local, [from, to]: Span, visit: Code): Code =>
  forLoop(panel, from, to, PANELS_AT_ONCE, visit);

/** Packs a column panel and the next, if there is one, one behind the other. */
const packColumnPair = (
  product: Product,
  kernels: MatmulKernels,
  at: Depth,
  panel: Local,
  end: Code,
  to: Code,
): Code => {
  const { b, columns } = product;
  const [k, deep] = at;
  const one = (i: number): Code =>
    packColumnPanel(
      product,
      kernels,
      at,
      add(get(panel), c(i)),
      add(to, times(get(deep), 4 * TILE_COLUMNS * i)),
    );
  const apart = seq(one(0), when(i32.lt(add(get(panel), c(1)), end), one(1)));
  if (b.columnStride !== 4) return apart;
  const together = call(
    kernels.packColumnPair(),
    add(b.address, add(times(get(panel), 4 * TILE_COLUMNS), times(get(k), b.rowStride))),
    c(b.rowStride),
    get(deep),
    to,
  );
  const areWhole = i32.le(times(add(get(panel), c(2)), TILE_COLUMNS), c(columns));
  return when(i32.and(i32.lt(add(get(panel), c(1)), end), areWhole), together, apart);
};

/** Where the panel that begins at a row, or a column, lies in a matrix packed whole. */
const panelAt = (packed: Code, size: number, [k, deep]: Depth, first: Code): Code =>
  add(packed, times(add(times(get(k), size), i32.mul(first, get(deep))), 4));
const rowPanelAt = (
  { rows }: Product,
  { tileRows }: MatmulKernels,
  packed: Code,
  at: Depth,
  row: Code,
): Code => panelAt(packed, wholeTiles(rows, tileRows), at, row);
const columnPanelAt = ({ columns }: Product, packed: Code, at: Depth, panel: Local): Code =>
  panelAt(packed, panelCount(columns) * TILE_COLUMNS, at, times(get(panel), TILE_COLUMNS));

/** Packs row panels of A, block of depth by block. */
export const packRowPanels = (
  body: Body,
  kernels: MatmulKernels,
  product: Product,
  packed: Code,
  [from, to]: Span,
): Code => {
  const [k, deep, panel] = body.locals('i32', 3);
  const { tileRows } = kernels;
  const row = times(get(panel), tileRows);
  const rows = i32.min(c(tileRows), i32.sub(c(product.rows), row));
  const target = rowPanelAt(product, kernels, packed, [k, deep], row);
  return eachBlock(
    [k, deep],
    product.depth,
    forLoop(panel, from, to, 1, packRowPanel(product, kernels, [k, deep], row, rows, target)),
  );
};

/** Packs column panels of B, block of depth by block. */
export const packColumnPanels = (
  body: Body,
  kernels: MatmulKernels,
  product: Product,
  packed: Code,
  [from, to]: Span,
): Code => {
  const [k, deep, panel] = body.locals('i32', 3);
  const target = columnPanelAt(product, packed, [k, deep], panel);
  return eachBlock(
    [k, deep],
    product.depth,
    eachPair(panel, [from, to], packColumnPair(product, kernels, [k, deep], panel, to, target)),
  );
};

/** What has been packed whole beforehand; the other matrix is packed on the way. */
export interface Packed {
  readonly rows?: Code;
  readonly columns?: Code;
}

/**
 * Some rows and column panels of a product: block of depth by block, and in it block of rows by block;
 * sums of a tile are in registers over a block of depth. Each element is summed in one order, whoever
 * does it.
 *
 * Source: Goto & van de Geijn, *Anatomy of high-performance matrix multiplication* (2008).
 */
export const multiply = (
  body: Body,
  kernels: MatmulKernels,
  product: Product,
  [row, rowEnd]: Span,
  [panel, panelEnd]: Span,
  own: Code,
  packed: Packed = {},
): Code => {
  const { columns, depth } = product;
  const { tileRows: height, tile, copyBlock } = kernels;
  const [k, deep, block, rowsHere, pair, pairEnd] = body.locals('i32', 6);
  const [r, p, right, rows, wide, to] = body.locals('i32', 6);
  const at: Depth = [k, deep];
  const edge = own;
  const ownPanels = add(own, c(4 * height * TILE_COLUMNS));
  const ownRows = add(ownPanels, c(4 * blockDepth(depth) * PANELS_AT_ONCE * TILE_COLUMNS));
  const thisRow = add(get(block), get(r));
  const rowPanel =
    packed.rows === undefined
      ? add(ownRows, i32.mul(times(get(r), 4), get(deep)))
      : rowPanelAt(product, kernels, packed.rows, at, thisRow);
  const rowBytes = c(4 * columns);
  const edgeBytes = c(4 * TILE_COLUMNS);
  const copy = (to: Code, toStride: Code, from: Code, fromStride: Code): Code =>
    call(copyBlock(), to, toStride, from, fromStride, get(rows), get(wide));
  const tileInto = (to: Code, stride: Code): Code =>
    call(tile(), rowPanel, get(right), get(deep), to, stride, get(k));
  const rowsOfTile = i32.min(c(height), i32.sub(get(rowsHere), get(r)));
  const eachTile = (visit: Code): Code => forLoop(r, c(0), get(rowsHere), height, visit);

  const oneTile = seq(
    set(rows, rowsOfTile),
    set(wide, i32.min(c(TILE_COLUMNS), i32.sub(c(columns), times(get(p), TILE_COLUMNS)))),
    set(to, add(product.out, times(add(times(thisRow, columns), times(get(p), TILE_COLUMNS)), 4))),
    when(
      i32.and(i32.eq(get(rows), c(height)), i32.eq(get(wide), c(TILE_COLUMNS))),
      tileInto(get(to), rowBytes),
      // What hangs over the edge is made aside: its part of C comes in and goes out again.
      seq(
        when(get(k), copy(edge, edgeBytes, get(to), rowBytes)),
        tileInto(edge, edgeBytes),
        copy(get(to), rowBytes, edge, edgeBytes),
      ),
    ),
  );
  const onePair = seq(
    packed.columns === undefined
      ? packColumnPair(product, kernels, at, pair, panelEnd, ownPanels)
      : [],
    set(
      right,
      packed.columns === undefined ? ownPanels : columnPanelAt(product, packed.columns, at, pair),
    ),
    set(pairEnd, i32.min(add(get(pair), c(PANELS_AT_ONCE)), panelEnd)),
    forLoop(
      p,
      get(pair),
      get(pairEnd),
      1,
      seq(eachTile(oneTile), set(right, add(get(right), times(get(deep), 4 * TILE_COLUMNS)))),
    ),
  );
  return eachBlock(
    at,
    depth,
    forLoop(
      block,
      row,
      rowEnd,
      blockRows(height),
      seq(
        set(rowsHere, i32.min(c(blockRows(height)), i32.sub(rowEnd, get(block)))),
        packed.rows === undefined
          ? eachTile(packRowPanel(product, kernels, at, thisRow, rowsOfTile, rowPanel))
          : [],
        eachPair(pair, [panel, panelEnd], onePair),
      ),
    ),
  );
};
