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

/** How deep a panel may be, so that one of B, and two of A, stay in the first cache. */
const MOST_DEPTH = 288;
/** How many row panels of A are packed at once, so that they stay in the second. */
const BLOCK_TILES = 48;

/** Depth in even blocks. */
const blockDepth = (depth: number): number => Math.ceil(depth / Math.ceil(depth / MOST_DEPTH));

export const panelCount = (columns: number): number => Math.ceil(columns / TILE_COLUMNS);

/** How many rows are packed at once. */
export const blockRows = (tileRows: number): number => tileRows * BLOCK_TILES;

/** Bytes for B packed whole. */
export const packedBytes = ({ depth, columns }: Pick<Product, 'depth' | 'columns'>): number =>
  4 * depth * panelCount(columns) * TILE_COLUMNS;

/** Bytes in which one thread packs rows of A and a panel of B, and makes what hangs over the edge. */
export const ownBytes = ({ rows, depth }: Pick<Product, 'rows' | 'depth'>): number =>
  4 *
  (blockDepth(depth) * (Math.min(blockRows(MOST_TILE_ROWS), rows + MOST_TILE_ROWS) + TILE_COLUMNS) +
    MOST_TILE_ROWS * TILE_COLUMNS);

const { add, const: c, times } = i32;

const eachBlock = (k: Local, deep: Local, depth: number, visit: Code): Code =>
  forLoop(
    k,
    c(0),
    c(depth),
    blockDepth(depth),
    seq(set(deep, i32.min(c(blockDepth(depth)), i32.sub(c(depth), get(k)))), visit),
  );

const packPanel = (
  { b, columns }: Product,
  { packColumns }: MatmulKernels,
  [k, deep, panel]: readonly [Local, Local, Local],
  to: Code,
): Code => {
  const column = times(get(panel), TILE_COLUMNS);
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

/** Where a panel of B packed whole lies. */
const panelAt = (
  { columns }: Product,
  packed: Code,
  [k, deep, panel]: readonly [Local, Local, Local],
): Code =>
  add(
    packed,
    times(
      add(times(get(k), panelCount(columns)), i32.mul(get(panel), get(deep))),
      4 * TILE_COLUMNS,
    ),
  );

/** Packs column panels of B, block of depth by block. */
export const packColumnPanels = (
  body: Body,
  kernels: MatmulKernels,
  product: Product,
  packed: Code,
  [from, to]: Span,
): Code => {
  const at = body.locals('i32', 3);
  const [k, deep, panel] = at;
  return eachBlock(
    k,
    deep,
    product.depth,
    forLoop(panel, from, to, 1, packPanel(product, kernels, at, panelAt(product, packed, at))),
  );
};

/**
 * Some rows and column panels of a product: A is packed block by block, B has been packed whole or is
 * packed panel by panel, sums of a tile are in registers over a block of depth. Each element is summed
 * in one order, whoever does it.
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
  packed?: Code,
): Code => {
  const { columns, depth, a } = product;
  const { tileRows: height, packRows, tile, copyBlock } = kernels;
  const [k, deep, block, rowsHere, r, p, right, rows, wide, to] = body.locals('i32', 10);
  const edge = own;
  const ownPanel = add(own, c(4 * height * TILE_COLUMNS));
  const ownRows = add(ownPanel, c(4 * blockDepth(depth) * TILE_COLUMNS));
  const rowPanel = add(ownRows, i32.mul(times(get(r), 4), get(deep)));
  const rowBytes = c(4 * columns);
  const edgeBytes = c(4 * TILE_COLUMNS);
  const copy = (to: Code, toStride: Code, from: Code, fromStride: Code): Code =>
    call(copyBlock(), to, toStride, from, fromStride, get(rows), get(wide));
  const tileInto = (to: Code, stride: Code): Code =>
    call(tile(), rowPanel, get(right), get(deep), to, stride, get(k));

  const packBlock = forLoop(
    r,
    c(0),
    get(rowsHere),
    height,
    call(
      packRows(),
      add(
        a.address,
        add(times(add(get(block), get(r)), a.rowStride), times(get(k), a.columnStride)),
      ),
      c(a.rowStride),
      c(a.columnStride),
      get(deep),
      i32.min(c(height), i32.sub(get(rowsHere), get(r))),
      rowPanel,
    ),
  );
  const oneTile = seq(
    set(rows, i32.min(c(height), i32.sub(get(rowsHere), get(r)))),
    set(
      to,
      add(
        product.out,
        times(add(times(add(get(block), get(r)), columns), times(get(p), TILE_COLUMNS)), 4),
      ),
    ),
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
  const onePanel = seq(
    set(wide, i32.min(c(TILE_COLUMNS), i32.sub(c(columns), times(get(p), TILE_COLUMNS)))),
    packed === undefined
      ? seq(set(right, ownPanel), packPanel(product, kernels, [k, deep, p], get(right)))
      : set(right, panelAt(product, packed, [k, deep, p])),
    forLoop(r, c(0), get(rowsHere), height, oneTile),
  );
  return eachBlock(
    k,
    deep,
    depth,
    forLoop(
      block,
      row,
      rowEnd,
      blockRows(height),
      seq(
        set(rowsHere, i32.min(c(blockRows(height)), i32.sub(rowEnd, get(block)))),
        packBlock,
        forLoop(p, panel, panelEnd, 1, onePanel),
      ),
    ),
  );
};
