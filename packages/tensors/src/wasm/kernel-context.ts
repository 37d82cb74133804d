import type { Graph, NodeId } from '../compile/graph.ts';
import type { Code } from './assembler.ts';
import type { MatmulKernels } from './matmul/kernels.ts';

/** What kernels are written against. */
export interface KernelContext {
  readonly graph: Graph;
  readonly addressOf: (node: NodeId) => Code;
  /** Where matrices are packed. */
  readonly scratch: number;
  /** Two words: the number of the step that failed plus one, and the index at fault. */
  readonly fault: number;
  /** How many threads there may be. */
  readonly threads: number;
  readonly matmul: MatmulKernels;
}
