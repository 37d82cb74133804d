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
import { blockDepth, PANELS_AT_ONCE, panelCount } from './blocking.ts';
import type { MatmulKernels } from './kernels.ts';
import type { Product, Span } from './product.ts';
import { TILE_COLUMNS } from './tile.ts';

/** A block of depth: its start, and how deep it is. */
export type Depth = readonly [k: Local, deep: Local];

export const eachBlock = ([k, deep]: Depth, depth: number, visit: Code): Code =>
  forLoop(
    k,
    c(0),
    c(depth),
    blockDepth(depth),
    seq(set(deep, i32.min(c(blockDepth(depth)), i32.sub(c(depth), get(k)))), visit),
  );

/** Packs the panel of A that begins at a row. */
export const packRowPanel = (
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

export const eachPair = (panel: Local, [from, to]: Span, visit: Code): Code =>
  forLoop(panel, from, to, PANELS_AT_ONCE, visit);

/** Packs a column panel of B, and the next one, if there is one, behind it. */
export const packColumnPair = (
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
  const oneByOne = seq(one(0), when(i32.lt(add(get(panel), c(1)), end), one(1)));
  if (b.columnStride !== 4) return oneByOne;
  const together = call(
    kernels.packColumnPair(),
    add(b.address, add(times(get(panel), 4 * TILE_COLUMNS), times(get(k), b.rowStride))),
    c(b.rowStride),
    get(deep),
    to,
  );
  const areWhole = i32.le(times(add(get(panel), c(2)), TILE_COLUMNS), c(columns));
  return when(i32.and(i32.lt(add(get(panel), c(1)), end), areWhole), together, oneByOne);
};

/** The address, in a matrix of panels, of the one that begins at a row or a column. */
const panelAt = (packed: Code, size: number, [k, deep]: Depth, first: Code): Code =>
  add(packed, times(add(times(get(k), size), i32.mul(first, get(deep))), 4));

export const rowPanelAt = (
  { rows }: Product,
  { tileRows }: MatmulKernels,
  packed: Code,
  at: Depth,
  row: Code,
): Code => panelAt(packed, tileRows * Math.ceil(rows / tileRows), at, row);

export const columnPanelAt = ({ columns }: Product, packed: Code, at: Depth, panel: Local): Code =>
  panelAt(packed, panelCount(columns) * TILE_COLUMNS, at, times(get(panel), TILE_COLUMNS));

/** Packs row panels of A, one block of depth after the other. */
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
  const packOne = packRowPanel(product, kernels, [k, deep], row, rows, target);
  return eachBlock([k, deep], product.depth, forLoop(panel, from, to, 1, packOne));
};

/** Packs column panels of B, one block of depth after the other. */
export const packColumnPanels = (
  body: Body,
  kernels: MatmulKernels,
  product: Product,
  packed: Code,
  [from, to]: Span,
): Code => {
  const [k, deep, panel] = body.locals('i32', 3);
  const target = columnPanelAt(product, packed, [k, deep], panel);
  const packTwo = packColumnPair(product, kernels, [k, deep], panel, to, target);
  return eachBlock([k, deep], product.depth, eachPair(panel, [from, to], packTwo));
};
