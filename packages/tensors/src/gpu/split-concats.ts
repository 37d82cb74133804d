import type { Graph, NodeId } from '../compile/graph.ts';
import type { Shape } from '../shape.ts';
import { rewrite } from './rewrite.ts';

/**
 * A graph in which the number of parts of each concatenation is limited, by concatenations of concatenations: a kernel
 * can read only a few arrays.
 */
export const splitConcats = (graph: Graph, most: number): Graph =>
  rewrite(graph, (node, { nodes, add }) => {
    if (node.primitive !== 'concat') return add(node);
    const { axis } = node.attributes;
    const join = (parts: readonly NodeId[]): NodeId => {
      const length = parts.reduce((sum, id) => sum + nodes[id]!.shape[axis]!, 0);
      const shape: Shape = node.shape.map((old, i) => (i === axis ? length : old));
      return add({ ...node, shape, inputs: parts });
    };
    let parts = node.inputs;
    while (parts.length > most) {
      const groups = Array.from({ length: Math.ceil(parts.length / most) }, (_, i) =>
        parts.slice(i * most, (i + 1) * most),
      );
      parts = groups.map((group) => (group.length === 1 ? group[0]! : join(group)));
    }
    return join(parts);
  });
