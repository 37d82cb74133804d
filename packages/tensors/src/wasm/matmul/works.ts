import type { Graph, NodeId } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { const as c } from '../assembler/i32.ts';
import { type Code, forLoop, get, i32, type Local } from '../assembler.ts';
import type { CodeContext } from '../code-context.ts';
import { fillWork } from '../fill.ts';
import type { KernelStep } from '../steps.ts';
import { type Machine, type Range, WORDS_PER_LINE, type Work } from '../work.ts';
import {
  blockRows,
  ownBytes,
  PANELS_AT_ONCE,
  packedColumnsBytes,
  packedRowsBytes,
  panelCount,
} from './blocking.ts';
import { multiplyFewRows } from './few-rows.ts';
import { multiply, type Part } from './multiply.ts';
import { packColumnPanels, packRowPanels } from './panels.ts';
import type { Matrix, Product, Span } from './product.ts';
import { MOST_TILE_ROWS } from './tile.ts';

/** Up to this number of rows B is read in place, unless it is transposed: packing it costs as much as multiplying it by some rows. */
const FEW_ROWS = 4;
/** The fewest tiles of rows that are worth a walk through all of B. */
const ROW_TILES = 4;
/** The time of a floating-point operation of a product, and of a byte of a matrix that is read once. */
const NANOSECONDS_PER_FLOP = 0.03;
const NANOSECONDS_PER_BYTE = 0.05;

/** A stack of products of `[rows, depth]` times `[depth, columns]`, and what of its division is the same for all strategies. */
interface Job {
  readonly step: KernelStep<'matmul'>;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly stack: number;
  readonly isOfFewRows: boolean;
  /** The number of column panels, and of tiles of rows. */
  readonly panels: number;
  readonly tiles: number;
  readonly nanoseconds: number;
  /** The bytes in which each thread packs its panels, and those of all threads. */
  readonly ownBytes: number;
  readonly allOwnBytes: number;
  readonly tileRows: number;
}

const jobOf = (step: KernelStep<'matmul'>, graph: Graph, { threads, tileRows }: Machine): Job => {
  const { shape, inputs, attributes } = step.node;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const depth = graph.nodes[inputs[0]!]!.shape.at(attributes.transposeA ? -2 : -1)!;
  const own = depth === 0 ? 0 : roundUp(ownBytes({ rows, columns, depth }));
  return {
    step,
    rows,
    columns,
    depth,
    stack: sizeOf(shape.slice(0, -2)),
    isOfFewRows: rows <= FEW_ROWS && !attributes.transposeB,
    panels: panelCount(columns),
    tiles: Math.ceil(rows / tileRows),
    nanoseconds: NANOSECONDS_PER_FLOP * 2 * sizeOf(shape) * depth,
    ownBytes: own,
    allOwnBytes: threads * own,
    tileRows,
  };
};

const roundUp = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** The product at an index of the stack. */
const productAt = (
  { step, rows, columns, depth, stack }: Job,
  { addressOf }: CodeContext,
  index: Code,
): Product => {
  const { transposeA, transposeB } = step.node.attributes;
  const [a, b] = step.inputs as readonly [NodeId, NodeId];
  const address = (id: NodeId, size: number): Code =>
    stack === 1 ? addressOf(id) : i32.add(addressOf(id), i32.mul(index, c(4 * size)));
  return {
    rows,
    columns,
    depth,
    a: matrixAt(address(a, rows * depth), transposeA ? rows : depth, transposeA),
    b: matrixAt(address(b, depth * columns), transposeB ? depth : columns, transposeB),
    out: address(step.id, rows * columns),
  };
};

const matrixAt = (address: Code, columns: number, isTransposed: boolean): Matrix => ({
  address,
  rowStride: isTransposed ? 4 : 4 * columns,
  columnStride: isTransposed ? 4 * columns : 4,
});

/** The address of a thread's own memory. */
const ownMemory = ({ ownBytes }: Job, { scratch }: CodeContext, thread: Local): Code =>
  i32.add(c(scratch), i32.mul(get(thread), c(ownBytes)));

/** The address of the matrix that is packed before the product, which follows the threads' own memory. */
const packedMemory = ({ allOwnBytes }: Job, { scratch }: CodeContext): Code =>
  c(scratch + allOwnBytes);

/**
 * A product of matrices, or a stack of them. Threads share the stack; or the columns, each packing its own panels of B;
 * or, if there are many rows, they pack B together and share the rows. They never share the depth: each element is one
 * thread's sum.
 */
export const matmulWorks = (
  step: KernelStep<'matmul'>,
  graph: Graph,
  machine: Machine,
): readonly Work[] => {
  const job = jobOf(step, graph, machine);
  const { rows, panels, depth, stack } = job;
  if (sizeOf(step.node.shape) === 0) return [];
  if (depth === 0) return [fillWork(step.id, graph)];
  if (stack > 1) return [shareStack(job)];
  if (job.isOfFewRows) return [shareFewRows(job)];
  const isOneBlock = rows <= blockRows(MOST_TILE_ROWS);
  const { threads } = machine;
  return isOneBlock && (threads === 1 || panels >= 4 * threads)
    ? shareColumns(job)
    : shareRows(job);
};

const shareStack = (job: Job): Work => ({
  units: job.stack,
  grain: 1,
  nanoseconds: job.nanoseconds,
  scratch: job.isOfFewRows ? 0 : job.allOwnBytes,
  write: (body, { from, to, thread }, context) => {
    const i = body.local('i32');
    const product = productAt(job, context, get(i));
    const own = ownMemory(job, context, thread);
    const one = job.isOfFewRows
      ? multiplyFewRows(body, context.matmul, product, [c(0), c(job.columns)])
      : multiply(body, context.matmul, product, {
          rows: allRows(job),
          panels: allPanels(job),
          own,
        });
    return forLoop(i, get(from), get(to), 1, one);
  },
});

const allRows = ({ rows }: Job): Span => [c(0), c(rows)];
const allPanels = ({ panels }: Job): Span => [c(0), c(panels)];

const shareFewRows = (job: Job): Work => ({
  units: job.columns,
  grain: WORDS_PER_LINE,
  nanoseconds: Math.max(job.nanoseconds, NANOSECONDS_PER_BYTE * 4 * job.depth * job.columns),
  write: (body, { from, to }, context) =>
    multiplyFewRows(body, context.matmul, productAt(job, context, c(0)), [get(from), get(to)]),
});

/** A, whose rows are one block, is packed first; then threads share the columns, and each packs its own panels of B. */
const shareColumns = (job: Job): readonly Work[] => {
  const scratch = job.allOwnBytes + roundUp(packedRowsBytes(job));
  return [
    packWork(job, packRowPanels, {
      units: job.tiles,
      grain: 1,
      nanoseconds: job.depth * job.rows,
      scratch,
    }),
    productWork(
      job,
      { units: job.panels, grain: PANELS_AT_ONCE, scratch },
      ({ from, to }, rows) => ({
        rows: allRows(job),
        panels: [get(from), get(to)],
        packed: { rows },
      }),
    ),
  ];
};

/** B is packed first; then threads share the rows. */
const shareRows = (job: Job): readonly Work[] => {
  const scratch = job.allOwnBytes + roundUp(packedColumnsBytes(job));
  const rowOf = (tile: Local): Code => i32.mul(get(tile), c(job.tileRows));
  return [
    packWork(job, packColumnPanels, {
      units: job.panels,
      grain: PANELS_AT_ONCE,
      nanoseconds: job.depth * job.columns,
      scratch,
    }),
    productWork(job, { units: job.tiles, grain: ROW_TILES, scratch }, ({ from, to }, columns) => ({
      rows: [rowOf(from), i32.min(rowOf(to), c(job.rows))],
      panels: allPanels(job),
      packed: { columns },
    })),
  ];
};

/** Packs one of the matrices for all threads. */
const packWork = (job: Job, pack: typeof packRowPanels, division: Omit<Work, 'write'>): Work => ({
  ...division,
  write: (body, { from, to }, context) =>
    pack(body, context.matmul, productAt(job, context, c(0)), packedMemory(job, context), [
      get(from),
      get(to),
    ]),
});

/** The product with the matrix that was packed for all threads. */
const productWork = (
  job: Job,
  division: Omit<Work, 'write' | 'nanoseconds'>,
  partOf: (range: Range, packed: Code) => Omit<Part, 'own'>,
): Work => ({
  ...division,
  nanoseconds: job.nanoseconds,
  write: (body, range, context) =>
    multiply(body, context.matmul, productAt(job, context, c(0)), {
      ...partOf(range, packedMemory(job, context)),
      own: ownMemory(job, context, range.thread),
    }),
});
