import type { Graph, PrimitiveNode } from '../compile/graph.ts';
import { sizeOf } from '../shape.ts';
import { type Body, type Code, call, forLoop, get, i32, memoryFill, seq } from './assembler.ts';
import type { KernelContext, KernelStepOf } from './kernel-context.ts';
import { PACKED_ROWS_BYTES, packedBytes, TILE_COLUMNS, TILE_ROWS } from './matmul.ts';
import { alone, type Range, type Work } from './work.ts';

const c = i32.const;

/** The sizes of a product: a stack of `[rows, depth]` times `[depth, columns]`. */
const sizesOf = (graph: Graph, node: PrimitiveNode & { readonly primitive: 'matmul' }) => {
  const [rows, columns] = node.shape.slice(-2) as [number, number];
  const a = graph.nodes[node.inputs[0]!]!.shape;
  const depth = a.at(node.attributes.transposeA ? -2 : -1)!;
  return { rows, columns, depth, stack: sizeOf(node.shape.slice(0, -2)) };
};

const roundUp = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** How much scratch a product needs: B packed, and rows of A for each thread; all of it, in a stack. */
export const matmulScratch = (
  graph: Graph,
  node: PrimitiveNode & { readonly primitive: 'matmul' },
  threads: number,
): number => {
  const { depth, columns, stack } = sizesOf(graph, node);
  const packed = roundUp(packedBytes(depth, columns));
  const rows = roundUp(PACKED_ROWS_BYTES);
  return stack > 1 ? threads * (packed + rows) : packed + threads * rows;
};

/** Floating-point operations of a product, in nanoseconds of one thread. */
const NANOSECONDS_PER_FLOP = 0.04;

/**
 * A product of matrices: B packed by all, then rows of tiles; or column panels, packed and multiplied
 * by the same thread, where rows are few; or whole products of a stack. Never along the depth: each
 * element is one thread's sum.
 */
export const matmulWorks = (
  { node, inputs, id }: KernelStepOf<'matmul'>,
  { graph, addressOf, scratch, threads, matmul }: KernelContext,
): readonly Work[] => {
  const { rows, columns, depth, stack } = sizesOf(graph, node);
  const elements = stack * rows * columns;
  if (elements === 0) return [];
  if (depth === 0)
    return [alone(elements / 8, () => memoryFill(addressOf(id), c(0), c(4 * elements)))];

  const { packColumns, multiply } = matmul();
  const { transposeA, transposeB } = node.attributes;
  const panels = Math.ceil(columns / TILE_COLUMNS);
  const tiles = Math.ceil(rows / TILE_ROWS);
  const packed = roundUp(packedBytes(depth, columns));
  const packedRows = roundUp(PACKED_ROWS_BYTES);
  const nanoseconds = NANOSECONDS_PER_FLOP * 2 * elements * depth;
  const inStack = (address: Code, size: number, i: Code): Code =>
    i32.add(address, i32.mul(i, c(4 * size)));
  const pack = (i: Code, to: Code, panel: Code, panelEnd: Code): Code =>
    call(
      packColumns,
      inStack(addressOf(inputs[1]!), depth * columns, i),
      c(transposeB ? 4 : 4 * columns),
      c(transposeB ? 4 * depth : 4),
      c(depth),
      c(columns),
      to,
      panel,
      panelEnd,
    );
  const product = (
    i: Code,
    b: Code,
    [row, rowEnd]: readonly [Code, Code],
    [panel, panelEnd]: readonly [Code, Code],
    ownRows: Code,
  ): Code =>
    call(
      multiply,
      inStack(addressOf(inputs[0]!), rows * depth, i),
      c(transposeA ? 4 : 4 * depth),
      c(transposeA ? 4 * rows : 4),
      b,
      inStack(addressOf(id), rows * columns, i),
      c(columns),
      c(depth),
      row,
      rowEnd,
      panel,
      panelEnd,
      ownRows,
    );

  if (stack > 1) {
    const write = (body: Body, { from, to, thread }: Range): Code => {
      const i = body.local('i32');
      const own = i32.add(c(scratch), i32.mul(get(thread), c(packed + packedRows)));
      return forLoop(
        i,
        get(from),
        get(to),
        1,
        seq(
          pack(get(i), own, c(0), c(panels)),
          product(get(i), own, [c(0), c(rows)], [c(0), c(panels)], i32.add(own, c(packed))),
        ),
      );
    };
    return [{ units: stack, grain: 1, nanoseconds, write }];
  }

  const ownRows = (thread: Code): Code =>
    i32.add(c(scratch + packed), i32.mul(thread, c(packedRows)));
  if (rows < columns && tiles < 4 * threads)
    return [
      {
        units: panels,
        grain: 1,
        nanoseconds,
        write: (_, { from, to, thread }) =>
          seq(
            pack(c(0), c(scratch), get(from), get(to)),
            product(c(0), c(scratch), [c(0), c(rows)], [get(from), get(to)], ownRows(get(thread))),
          ),
      },
    ];
  return [
    {
      units: panels,
      grain: 1,
      nanoseconds: depth * columns,
      write: (_, { from, to }) => pack(c(0), c(scratch), get(from), get(to)),
    },
    {
      units: tiles,
      grain: 1,
      nanoseconds,
      write: (_, { from, to, thread }) =>
        product(
          c(0),
          c(scratch),
          [i32.mul(get(from), c(TILE_ROWS)), i32.min(i32.mul(get(to), c(TILE_ROWS)), c(rows))],
          [c(0), c(panels)],
          ownRows(get(thread)),
        ),
    },
  ];
};
