import type { Graph, PrimitiveNode } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { type Body, type Code, call, forLoop, get, i32, memoryFill, seq } from '../assembler.ts';
import type { KernelContext, KernelStepOf } from '../kernel-context.ts';
import { alone, type Range, type Work } from '../work.ts';
import { PACKED_ROWS_BYTES } from './multiply.ts';
import { packedBytes } from './packing.ts';
import { TILE_COLUMNS } from './tile.ts';

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

/** How much scratch a product needs: B packed, and rows of A for each thread; all of it, in a stack. */
export const matmulScratch = (
  graph: Graph,
  node: PrimitiveNode & { readonly primitive: 'matmul' },
  threads: number,
): number => {
  const { rows, depth, columns, stack } = sizesOf(graph, node);
  if (isOfFewRows(rows, node.attributes)) return 0;
  const packed = roundUp(packedBytes(depth, columns));
  const packedRows = roundUp(PACKED_ROWS_BYTES);
  return stack > 1 ? threads * (packed + packedRows) : packed + threads * packedRows;
};

/** Floating-point operations of a product, in nanoseconds of one thread. */
const NANOSECONDS_PER_FLOP = 0.03;
/** Bytes of a matrix that is read once, in nanoseconds. */
const NANOSECONDS_PER_BYTE = 0.05;

const WORDS_PER_LINE = 16;

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

  const { transposeA, transposeB } = node.attributes;
  const nanoseconds = NANOSECONDS_PER_FLOP * 2 * elements * depth;
  const inStack = (address: Code, size: number, i: Code): Code =>
    i32.add(address, i32.mul(i, c(4 * size)));
  const a = (i: Code): readonly [Code, Code, Code] => [
    inStack(addressOf(inputs[0]!), rows * depth, i),
    c(transposeA ? 4 : 4 * depth),
    c(transposeA ? 4 * rows : 4),
  ];
  const b = (i: Code): Code => inStack(addressOf(inputs[1]!), depth * columns, i);
  const product = (i: Code): Code => inStack(addressOf(id), rows * columns, i);
  const eachInStack = (body: Body, { from, to }: Range, visit: (i: Code) => Code): Code => {
    const i = body.local('i32');
    return forLoop(i, get(from), get(to), 1, visit(get(i)));
  };

  if (isOfFewRows(rows, node.attributes)) {
    const fewRows = (i: Code, from: Code, to: Code): Code =>
      call(matmul.fewRows(), ...a(i), b(i), product(i), c(columns), c(depth), c(rows), from, to);
    const cost = Math.max(nanoseconds, NANOSECONDS_PER_BYTE * 4 * stack * depth * columns);
    return stack > 1
      ? [
          {
            units: stack,
            grain: 1,
            nanoseconds: cost,
            write: (body, range) => eachInStack(body, range, (i) => fewRows(i, c(0), c(columns))),
          },
        ]
      : [
          {
            units: columns,
            grain: WORDS_PER_LINE,
            nanoseconds: cost,
            write: (_, { from, to }) => fewRows(c(0), get(from), get(to)),
          },
        ];
  }

  const { tileRows } = matmul;
  const panels = Math.ceil(columns / TILE_COLUMNS);
  const tiles = Math.ceil(rows / tileRows);
  const packed = roundUp(packedBytes(depth, columns));
  const packedRows = roundUp(PACKED_ROWS_BYTES);
  const pack = (i: Code, to: Code, panel: Code, panelEnd: Code): Code =>
    call(
      matmul.packColumns(),
      b(i),
      c(transposeB ? 4 : 4 * columns),
      c(transposeB ? 4 * depth : 4),
      c(depth),
      c(columns),
      to,
      panel,
      panelEnd,
    );
  const multiply = (
    i: Code,
    packedB: Code,
    [row, rowEnd]: readonly [Code, Code],
    [panel, panelEnd]: readonly [Code, Code],
    ownRows: Code,
  ): Code =>
    call(
      matmul.multiply(),
      ...a(i),
      packedB,
      product(i),
      c(columns),
      c(depth),
      row,
      rowEnd,
      panel,
      panelEnd,
      ownRows,
    );

  if (stack > 1)
    return [
      {
        units: stack,
        grain: 1,
        nanoseconds,
        write: (body, range) => {
          const own = i32.add(c(scratch), i32.mul(get(range.thread), c(packed + packedRows)));
          return eachInStack(body, range, (i) =>
            seq(
              pack(i, own, c(0), c(panels)),
              multiply(i, own, [c(0), c(rows)], [c(0), c(panels)], i32.add(own, c(packed))),
            ),
          );
        },
      },
    ];

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
            multiply(c(0), c(scratch), [c(0), c(rows)], [get(from), get(to)], ownRows(get(thread))),
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
        multiply(
          c(0),
          c(scratch),
          [i32.mul(get(from), c(tileRows)), i32.min(i32.mul(get(to), c(tileRows)), c(rows))],
          [c(0), c(panels)],
          ownRows(get(thread)),
        ),
    },
  ];
};
