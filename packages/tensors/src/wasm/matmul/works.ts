import type { Graph, NodeId, PrimitiveNode } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { type Body, type Code, forLoop, get, i32, type Local, memoryFill } from '../assembler.ts';
import type { KernelContext } from '../kernel-context.ts';
import type { KernelStep } from '../steps.ts';
import { alone, type Range, WORDS_PER_LINE, type Work } from '../work.ts';
import { multiplyFewRows } from './few-rows.ts';
import {
  blockRows,
  type Matrix,
  multiply,
  ownBytes,
  PANELS_AT_ONCE,
  type Product,
  packColumnPanels,
  packedColumnsBytes,
  packedRowsBytes,
  packRowPanels,
  panelCount,
  type Span,
} from './product.ts';
import { MOST_TILE_ROWS } from './tile.ts';

const c = i32.const;

/** The sizes of a product: a stack of `[rows, depth]` times `[depth, columns]`. */
const sizesOf = (graph: Graph, node: PrimitiveNode & { readonly primitive: 'matmul' }) => {
  const [rows, columns] = node.shape.slice(-2) as [number, number];
  const a = graph.nodes[node.inputs[0]!]!.shape;
  const depth = a.at(node.attributes.transposeA ? -2 : -1)!;
  return { rows, columns, depth, stack: sizeOf(node.shape.slice(0, -2)) };
};

/**
 * So few rows that B is read in place: packing it costs as much as multiplying it by some rows, and its
 * rows are columns where it is transposed.
 */
const FEW_ROWS = 4;
const isOfFewRows = (rows: number, { transposeB }: { readonly transposeB: boolean }): boolean =>
  rows <= FEW_ROWS && !transposeB;

const roundUp = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/**
 * Whether A, whose rows are one block, is packed beforehand and threads share the columns, each packing
 * its own panels of B. Else B is packed beforehand and they share the rows.
 */
const sharesColumns = (rows: number, columns: number, threads: number): boolean =>
  rows <= blockRows(MOST_TILE_ROWS) && (threads === 1 || panelCount(columns) >= 4 * threads);

/** How much scratch a product needs: for the packed rows of each thread, and for B packed whole. */
export const matmulScratch = (
  graph: Graph,
  node: PrimitiveNode & { readonly primitive: 'matmul' },
  threads: number,
): number => {
  const sizes = sizesOf(graph, node);
  const { rows, columns, depth, stack } = sizes;
  if (depth === 0 || isOfFewRows(rows, node.attributes)) return 0;
  const own = threads * roundUp(ownBytes(sizes));
  if (stack > 1) return own;
  return (
    own +
    roundUp(
      sharesColumns(rows, columns, threads) ? packedRowsBytes(sizes) : packedColumnsBytes(sizes),
    )
  );
};

/** Floating-point operations of a product, in nanoseconds of one thread. */
const NANOSECONDS_PER_FLOP = 0.03;
/** Bytes of a matrix that is read once, in nanoseconds. */
const NANOSECONDS_PER_BYTE = 0.05;

/** As few tiles of rows are worth a walk through all of B. */
const ROW_TILES = 4;

/**
 * A product of matrices, or a stack of them. Threads share the stack; or the columns, each packing its
 * own panels of B; or, where rows are many, B is packed by all and they share the rows. Never the
 * depth: each element is one thread's sum.
 */
export const matmulWorks = (
  { node, inputs, id }: KernelStep<'matmul'>,
  { graph, addressOf, scratch, threads, matmul }: KernelContext,
): readonly Work[] => {
  const { rows, columns, depth, stack } = sizesOf(graph, node);
  const elements = stack * rows * columns;
  if (elements === 0) return [];
  if (depth === 0)
    return [alone(elements / 8, () => memoryFill(addressOf(id), c(0), c(4 * elements)))];

  const { transposeA, transposeB } = node.attributes;
  const [a, b] = inputs as readonly [NodeId, NodeId];
  const matrix = (address: Code, columns: number, isTransposed: boolean): Matrix => ({
    address,
    rowStride: isTransposed ? 4 : 4 * columns,
    columnStride: isTransposed ? 4 * columns : 4,
  });
  /** The product at a place of the stack. */
  const productAt = (i: Code): Product => {
    const address = (id: NodeId, size: number): Code =>
      stack === 1 ? addressOf(id) : i32.add(addressOf(id), i32.mul(i, c(4 * size)));
    return {
      rows,
      columns,
      depth,
      a: matrix(address(a, rows * depth), transposeA ? rows : depth, transposeA),
      b: matrix(address(b, depth * columns), transposeB ? depth : columns, transposeB),
      out: address(id, rows * columns),
    };
  };
  const single = productAt(c(0));
  const allRows: Span = [c(0), c(rows)];
  const panels = panelCount(columns);
  const nanoseconds = NANOSECONDS_PER_FLOP * 2 * elements * depth;
  const ofFewRows = isOfFewRows(rows, node.attributes);
  const own = (thread: Code): Code =>
    i32.add(c(scratch), i32.mul(thread, c(roundUp(ownBytes(single)))));

  if (stack > 1) {
    const write = (body: Body, { from, to, thread }: Range): Code => {
      const i = body.local('i32');
      const product = productAt(get(i));
      const one = ofFewRows
        ? multiplyFewRows(body, matmul, product, [c(0), c(columns)])
        : multiply(body, matmul, product, allRows, [c(0), c(panels)], own(get(thread)));
      return forLoop(i, get(from), get(to), 1, one);
    };
    return [{ units: stack, grain: 1, nanoseconds, write }];
  }
  if (ofFewRows)
    return [
      {
        units: columns,
        grain: WORDS_PER_LINE,
        nanoseconds: Math.max(nanoseconds, NANOSECONDS_PER_BYTE * 4 * depth * columns),
        write: (body, { from, to }) => multiplyFewRows(body, matmul, single, [get(from), get(to)]),
      },
    ];
  const packed = c(scratch + threads * roundUp(ownBytes(single)));
  const { tileRows } = matmul;
  const tiles = Math.ceil(rows / tileRows);
  if (sharesColumns(rows, columns, threads))
    return [
      {
        units: tiles,
        grain: 1,
        nanoseconds: depth * rows,
        write: (body, { from, to }) =>
          packRowPanels(body, matmul, single, packed, [get(from), get(to)]),
      },
      {
        units: panels,
        grain: PANELS_AT_ONCE,
        nanoseconds,
        write: (body, { from, to, thread }) =>
          multiply(body, matmul, single, allRows, [get(from), get(to)], own(get(thread)), {
            rows: packed,
          }),
      },
    ];
  return [
    {
      units: panels,
      grain: PANELS_AT_ONCE,
      nanoseconds: depth * columns,
      write: (body, { from, to }) =>
        packColumnPanels(body, matmul, single, packed, [get(from), get(to)]),
    },
    {
      units: tiles,
      grain: ROW_TILES,
      nanoseconds,
      write: (body, { from, to, thread }) => {
        const rowsOf = (tile: Local): Code => i32.mul(get(tile), c(tileRows));
        const ownRows: Span = [rowsOf(from), i32.min(rowsOf(to), c(rows))];
        return multiply(body, matmul, single, ownRows, [c(0), c(panels)], own(get(thread)), {
          columns: packed,
        });
      },
    },
  ];
};
