import type { Graph, Node, NodeId } from '../compile/graph.ts';
import type { Shape } from '../shape.ts';

/**
 * A graph in which no concatenation has more parts than so many, by concatenations of concatenations: a
 * kernel can read only a few arrays.
 */
export const splitConcats = (graph: Graph, most: number): Graph => {
  const nodes: Node[] = [];
  const renamed: NodeId[] = [];
  const add = (node: Node): NodeId => nodes.push(node) - 1;
  for (const node of graph.nodes) {
    if (node.kind !== 'primitive') {
      renamed.push(add(node));
      continue;
    }
    const inputs = node.inputs.map((input) => renamed[input]!);
    if (node.primitive !== 'concat' || inputs.length <= most) {
      renamed.push(add({ ...node, inputs }));
      continue;
    }
    const { attributes, dtype } = node;
    const { axis } = attributes;
    const join = (parts: readonly NodeId[]): NodeId => {
      const length = parts.reduce((sum, id) => sum + nodes[id]!.shape[axis]!, 0);
      const shape: Shape = node.shape.map((old, i) => (i === axis ? length : old));
      return add({
        kind: 'primitive',
        primitive: 'concat',
        attributes,
        dtype,
        shape,
        inputs: parts,
      });
    };
    let parts: readonly NodeId[] = inputs;
    while (parts.length > most)
      parts = Array.from({ length: Math.ceil(parts.length / most) }, (_, i) => {
        const group = parts.slice(i * most, (i + 1) * most);
        return group.length === 1 ? group[0]! : join(group);
      });
    renamed.push(join(parts));
  }
  return { ...graph, nodes, outputs: graph.outputs.map((id) => renamed[id]!) };
};
