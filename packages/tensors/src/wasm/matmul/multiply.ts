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
import { blockDepth, blockRows, PANELS_AT_ONCE } from './blocking.ts';
import type { MatmulKernels } from './kernels.ts';
import {
  columnPanelAt,
  type Depth,
  eachBlock,
  eachPair,
  packColumnPair,
  packRowPanel,
  rowPanelAt,
} from './panels.ts';
import type { Product, Span } from './product.ts';
import { TILE_COLUMNS } from './tile.ts';

/** The addresses of matrices that have been packed before; the other matrix is packed on the way. */
export interface Packed {
  readonly rows?: Code;
  readonly columns?: Code;
}

/** The part of a product that one thread computes. */
export interface Part {
  readonly rows: Span;
  readonly panels: Span;
  /** The address of the thread's own memory. */
  readonly own: Code;
  readonly packed?: Packed;
}

/**
 * Some rows and column panels of a product: a loop over blocks of depth, and in it one over blocks of rows. The sums of
 * a tile stay in registers over a block of depth. Each element is summed in the same order, whichever thread does it.
 *
 * Source: Goto & van de Geijn, *Anatomy of high-performance matrix multiplication* (2008).
 */
export const multiply = (body: Body, kernels: MatmulKernels, product: Product, part: Part): Code =>
  new Multiplication(body, kernels, product, part).code();

class Multiplication {
  readonly #kernels: MatmulKernels;
  readonly #product: Product;
  readonly #part: Part;
  readonly #packed: Packed;
  readonly #depth: Depth;
  /** The first row of the block, and its number of rows. */
  readonly #block: Local;
  readonly #blockRows: Local;
  /** The first of two column panels, the end of both, and the one in use, which lies at `right`. */
  readonly #pair: Local;
  readonly #pairEnd: Local;
  readonly #panel: Local;
  readonly #right: Local;
  /** The row of the tile within its block, the tile's numbers of rows and columns, and its address in the result. */
  readonly #tileRow: Local;
  readonly #tileRows: Local;
  readonly #tileColumns: Local;
  readonly #target: Local;

  constructor(body: Body, kernels: MatmulKernels, product: Product, part: Part) {
    this.#kernels = kernels;
    this.#product = product;
    this.#part = part;
    this.#packed = part.packed ?? {};
    this.#depth = body.locals('i32', 2);
    [this.#block, this.#blockRows, this.#pair, this.#pairEnd] = body.locals('i32', 4);
    [this.#tileRow, this.#panel, this.#right] = body.locals('i32', 3);
    [this.#tileRows, this.#tileColumns, this.#target] = body.locals('i32', 3);
  }

  code(): Code {
    const { rows, panels } = this.#part;
    const [from, to] = rows;
    const height = blockRows(this.#kernels.tileRows);
    const oneBlock = seq(
      set(this.#blockRows, i32.min(c(height), i32.sub(to, get(this.#block)))),
      this.#packed.rows === undefined ? this.#eachTile(this.#packRows()) : [],
      eachPair(this.#pair, panels, this.#onePair()),
    );
    const blocks = forLoop(this.#block, from, to, height, oneBlock);
    return eachBlock(this.#depth, this.#product.depth, blocks);
  }

  /** Two column panels times the rows of the block. */
  #onePair(): Code {
    const [, deep] = this.#depth;
    const [, end] = this.#part.panels;
    const { columns } = this.#packed;
    const own = this.#ownPanels();
    const panel = seq(
      this.#eachTile(this.#oneTile()),
      set(this.#right, add(get(this.#right), times(get(deep), 4 * TILE_COLUMNS))),
    );
    return seq(
      columns === undefined
        ? packColumnPair(this.#product, this.#kernels, this.#depth, this.#pair, end, own)
        : [],
      set(
        this.#right,
        columns === undefined
          ? own
          : columnPanelAt(this.#product, columns, this.#depth, this.#pair),
      ),
      set(this.#pairEnd, i32.min(add(get(this.#pair), c(PANELS_AT_ONCE)), end)),
      forLoop(this.#panel, get(this.#pair), get(this.#pairEnd), 1, panel),
    );
  }

  /** A tile of the result; one that hangs over the edge is computed in the thread's own memory. */
  #oneTile(): Code {
    const { columns, out } = this.#product;
    const [k] = this.#depth;
    const { own: edge } = this.#part;
    const rowBytes = c(4 * columns);
    const edgeBytes = c(4 * TILE_COLUMNS);
    const column = times(get(this.#panel), TILE_COLUMNS);
    const isWhole = i32.and(
      i32.eq(get(this.#tileRows), c(this.#kernels.tileRows)),
      i32.eq(get(this.#tileColumns), c(TILE_COLUMNS)),
    );
    return seq(
      set(this.#tileRows, this.#rowsOfTile()),
      set(this.#tileColumns, i32.min(c(TILE_COLUMNS), i32.sub(c(columns), column))),
      set(this.#target, add(out, times(add(times(this.#row(), columns), column), 4))),
      when(
        isWhole,
        this.#tileInto(get(this.#target), rowBytes),
        seq(
          when(get(k), this.#copy(edge, edgeBytes, get(this.#target), rowBytes)),
          this.#tileInto(edge, edgeBytes),
          this.#copy(get(this.#target), rowBytes, edge, edgeBytes),
        ),
      ),
    );
  }

  #tileInto(to: Code, stride: Code): Code {
    const [k, deep] = this.#depth;
    const right = get(this.#right);
    return call(this.#kernels.tile(), this.#rowPanel(), right, get(deep), to, stride, get(k));
  }

  #copy(to: Code, toStride: Code, from: Code, fromStride: Code): Code {
    const [rows, columns] = [get(this.#tileRows), get(this.#tileColumns)];
    return call(this.#kernels.copyBlock(), to, toStride, from, fromStride, rows, columns);
  }

  #eachTile(visit: Code): Code {
    return forLoop(this.#tileRow, c(0), get(this.#blockRows), this.#kernels.tileRows, visit);
  }

  #packRows(): Code {
    const [row, rows] = [this.#row(), this.#rowsOfTile()];
    return packRowPanel(this.#product, this.#kernels, this.#depth, row, rows, this.#rowPanel());
  }

  /** The first row of the tile. */
  #row(): Code {
    return add(get(this.#block), get(this.#tileRow));
  }

  #rowsOfTile(): Code {
    return i32.min(c(this.#kernels.tileRows), i32.sub(get(this.#blockRows), get(this.#tileRow)));
  }

  /** The address of the packed rows of the tile. */
  #rowPanel(): Code {
    const [, deep] = this.#depth;
    const { rows } = this.#packed;
    return rows === undefined
      ? add(this.#ownRows(), i32.mul(times(get(this.#tileRow), 4), get(deep)))
      : rowPanelAt(this.#product, this.#kernels, rows, this.#depth, this.#row());
  }

  #ownPanels(): Code {
    return add(this.#part.own, c(4 * this.#kernels.tileRows * TILE_COLUMNS));
  }

  #ownRows(): Code {
    const bytes = 4 * blockDepth(this.#product.depth) * PANELS_AT_ONCE * TILE_COLUMNS;
    return add(this.#ownPanels(), c(bytes));
  }
}
