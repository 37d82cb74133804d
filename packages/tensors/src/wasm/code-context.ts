import type { Graph, NodeId } from '../compile/graph.ts';
import type { Code, FunctionRef } from './assembler.ts';
import type { VectorFunction } from './math/vector-math.ts';
import type { MatmulKernels } from './matmul/kernels.ts';

/** The memory of a program. */
export interface MemoryMap {
  /** The address of a node's memory, in bytes. */
  readonly addressOf: (node: NodeId) => Code;
  /** The address of the scratch memory: packed matrices, or partial sums. */
  readonly scratch: number;
  /** The address of two words: the number of the step that failed plus one, and the index that was out of range. */
  readonly fault: number;
}

/** What the code of a step refers to. */
export interface CodeContext extends MemoryMap {
  readonly graph: Graph;
  /** The number of the step. */
  readonly step: number;
  readonly math: (name: VectorFunction) => FunctionRef;
  readonly matmul: MatmulKernels;
}
