import type { Graph, Node, NodeId, PrimitiveNode } from '../compile/graph.ts';

/** A graph under construction: its nodes so far, and a function that adds one. */
export interface Draft {
  readonly nodes: readonly Node[];
  readonly add: (node: Node) => NodeId;
}

/** The graph in which each primitive is replaced by the nodes that `replace` adds for it. */
export const rewrite = (
  graph: Graph,
  replace: (node: PrimitiveNode, draft: Draft) => NodeId,
): Graph => {
  const nodes: Node[] = [];
  const add = (node: Node): NodeId => nodes.push(node) - 1;
  const renamed: NodeId[] = [];
  for (const node of graph.nodes)
    renamed.push(
      node.kind === 'primitive'
        ? replace({ ...node, inputs: node.inputs.map((input) => renamed[input]!) }, { nodes, add })
        : add(node),
    );
  return { ...graph, nodes, outputs: graph.outputs.map((id) => renamed[id]!) };
};
