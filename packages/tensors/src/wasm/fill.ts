import type { Graph, NodeId } from '../compile/graph.ts';
import { sizeOf } from '../shape.ts';
import { const as c } from './assembler/i32.ts';
import { memoryFill } from './assembler.ts';
import { alone, type Work } from './work.ts';

/** Fills the memory of a node with zeros. */
export const fillWork = (id: NodeId, graph: Graph): Work => {
  const bytes = 4 * sizeOf(graph.nodes[id]!.shape);
  return alone(bytes / 16, (_, { addressOf }) => memoryFill(addressOf(id), c(0), c(bytes)));
};
