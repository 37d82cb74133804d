import type { NodeId } from '../../compile/graph.ts';
import type { DType } from '../../dtype.ts';
import type { Code, FunctionRef } from '../assembler.ts';
import type { VectorFunction } from '../math.ts';

/** What the code of loops and reductions refers to. */
export interface LoopContext {
  /** The address of a node's memory, in bytes. */
  readonly addressOf: (node: NodeId) => Code;
  readonly dtypeOf: (node: NodeId) => DType;
  /** The number of elements in a node's memory. */
  readonly sizeOfNode: (node: NodeId) => number;
  readonly math: (name: VectorFunction) => FunctionRef;
  /** The address of the partial sums. */
  readonly scratch: number;
}
