import type { Graph, NodeId, PrimitiveNode } from '../compile/graph.ts';
import type { Primitive } from '../primitives.ts';
import { sizeOf } from '../shape.ts';
import {
  type Body,
  type Code,
  call,
  type FunctionRef,
  i32,
  ModuleBuilder,
  memoryFill,
  seq,
} from './assembler.ts';
import {
  argMaxCode,
  type KernelContext,
  scatterAddCode,
  takeCode,
  threefryCode,
} from './kernel-code.ts';
import { type LoopContext, loopCode, reduceCode } from './loop-code.ts';
import { type MathOptions, vectorMath } from './math.ts';
import { defineMatmul, type MatmulKernels, PACKED_ROWS_BYTES, packedBytes } from './matmul.ts';
import type { KernelStep, Step } from './steps.ts';

/** Where a program's own memory is, and what it tells about indices out of range. */
export interface ProgramLayout {
  readonly addressOf: (node: NodeId) => Code;
  /** Bytes to pack matrices in, as many as `scratchBytes` says. */
  readonly scratch: number;
  /** Two words: the number of the step that failed plus one, and the index at fault. */
  readonly fault: number;
}

/** The primitives with kernels of their own. */
const KERNELS: ReadonlySet<Primitive> = new Set<Primitive>([
  'matmul',
  'take',
  'scatterAdd',
  'argMax',
  'threefry',
]);

/** Whether a step is WebAssembly; the others run on the host, on views of the memory. */
export const isCompiled = (step: Step): boolean => {
  switch (step.kind) {
    case 'loop':
    case 'fill':
    case 'reduce':
      return true;
    case 'kernel':
      return KERNELS.has(step.node.primitive);
  }
};

/** The sizes of a product: a stack of `[rows, depth]` times `[depth, columns]`. */
const sizesOf = (graph: Graph, node: PrimitiveNode & { readonly primitive: 'matmul' }) => {
  const [rows, columns] = node.shape.slice(-2) as [number, number];
  const a = graph.nodes[node.inputs[0]!]!.shape;
  const depth = a.at(node.attributes.transposeA ? -2 : -1)!;
  return { rows, columns, depth, stack: sizeOf(node.shape.slice(0, -2)) };
};

/** How much scratch the steps need. */
export const scratchBytes = (graph: Graph, steps: readonly Step[]): number =>
  steps.reduce((most, step) => {
    if (step.kind !== 'kernel' || step.node.primitive !== 'matmul') return most;
    const { depth, columns } = sizesOf(graph, step.node);
    return Math.max(most, packedBytes(depth, columns) + PACKED_ROWS_BYTES + 64);
  }, 0);

const c = i32.const;

const matmulCode = (
  graph: Graph,
  { node, inputs, id }: KernelStep,
  { addressOf, scratch }: ProgramLayout,
  { packColumns, multiply }: MatmulKernels,
): Code => {
  if (node.primitive !== 'matmul') return [];
  const { rows, columns, depth, stack } = sizesOf(graph, node);
  if (rows === 0 || columns === 0 || stack === 0) return [];
  const output = (i: number): Code => i32.add(addressOf(id), c(4 * i * rows * columns));
  if (depth === 0) return memoryFill(output(0), c(0), c(4 * stack * rows * columns));
  const { transposeA, transposeB } = node.attributes;
  const panels = Math.ceil(columns / 8);
  const packedRows = scratch + Math.ceil(packedBytes(depth, columns) / 16) * 16;
  return seq(
    ...Array.from({ length: stack }, (_, i) => {
      const a = i32.add(addressOf(inputs[0]!), c(4 * i * rows * depth));
      const b = i32.add(addressOf(inputs[1]!), c(4 * i * depth * columns));
      return seq(
        call(
          packColumns,
          b,
          c(transposeB ? 4 : 4 * columns),
          c(transposeB ? 4 * depth : 4),
          c(depth),
          c(columns),
          c(scratch),
          c(0),
          c(panels),
        ),
        call(
          multiply,
          a,
          c(transposeA ? 4 : 4 * depth),
          c(transposeA ? 4 * rows : 4),
          c(scratch),
          output(i),
          c(columns),
          c(depth),
          c(0),
          c(rows),
          c(0),
          c(panels),
          c(packedRows),
        ),
      );
    }),
  );
};

/**
 * The module of a program: an exported function `run` and number for each stretch of compiled steps
 * between those that the host runs.
 */
export const programModule = (
  graph: Graph,
  steps: readonly Step[],
  layout: ProgramLayout,
  { shared, ...options }: MathOptions & { readonly shared: boolean },
): Uint8Array<ArrayBuffer> => {
  const module = new ModuleBuilder();
  const math = vectorMath(module, options);
  const needsMatmul = steps.some(
    (step) => step.kind === 'kernel' && step.node.primitive === 'matmul',
  );
  const kernels = needsMatmul ? defineMatmul(module, options) : undefined;
  const context: LoopContext = {
    addressOf: layout.addressOf,
    dtypeOf: (node) => graph.nodes[node]!.dtype,
    math,
  };
  const kernelContext: KernelContext = { graph, addressOf: layout.addressOf, fault: layout.fault };
  const codeOf = (step: Step, index: number, body: Body): Code => {
    switch (step.kind) {
      case 'loop':
        return loopCode(step, context, body);
      case 'reduce':
        return reduceCode(step, context, body);
      case 'fill':
        return memoryFill(
          layout.addressOf(step.id),
          c(0),
          c(4 * sizeOf(graph.nodes[step.id]!.shape)),
        );
      case 'kernel':
        switch (step.node.primitive) {
          case 'take':
            return takeCode(step, index, kernelContext, body);
          case 'scatterAdd':
            return scatterAddCode(step, index, kernelContext, body);
          case 'argMax':
            return argMaxCode(step, kernelContext, body);
          case 'threefry':
            return threefryCode(step, kernelContext, body);
          default:
            return matmulCode(graph, step, layout, kernels!);
        }
    }
  };
  let stretch: FunctionRef[] = [];
  let count = 0;
  const endStretch = (): void => {
    if (stretch.length === 0) return;
    const functions = stretch;
    module.define({ params: [] }, () => seq(...functions.map((f) => call(f))), {
      exported: `run${count}`,
    });
    stretch = [];
  };
  steps.forEach((step, index) => {
    if (isCompiled(step)) {
      stretch.push(module.define({ params: [] }, (body) => codeOf(step, index, body)));
      return;
    }
    endStretch();
    count++;
  });
  endStretch();
  return module.finish({ shared });
};
