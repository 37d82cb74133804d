import { checkOptions } from '../arguments.ts';
import type { Attributes, Primitive, Spec } from '../primitives.ts';
import type { ConcreteTensor } from '../tensor.ts';

/** The number of a node in its graph; inputs of a node have lower numbers than the node. */
export type NodeId = number;

/** A node that a primitive computes. */
export type PrimitiveNode = Spec &
  {
    readonly [P in Primitive]: {
      readonly kind: 'primitive';
      readonly primitive: P;
      readonly attributes: Attributes[P];
      readonly inputs: readonly NodeId[];
    };
  }[Primitive];

/** A value of a graph, with its type. */
export type Node =
  | (Spec & { readonly kind: 'input'; readonly index: number })
  | (Spec & { readonly kind: 'constant'; readonly value: ConcreteTensor })
  | PrimitiveNode;

/** A traced function: what engines run. Nodes stand in an order in which they can be computed. */
export interface Graph {
  readonly nodes: readonly Node[];
  /** The number of the function's inputs; an unused input has no node. */
  readonly inputCount: number;
  readonly outputs: readonly NodeId[];
}

/**
 * One line a node, for reading.
 *
 * @example
 * ```ts
 * import { add, compile, type Tensor, tensor } from '@puregrad/tensors';
 * compile((x: Tensor) => add(x, x)).showGraph(tensor([1, 2]));
 * // => '%0: float32[2] = input 0\n%1: float32[2] = add %0 %0\nreturn %1'
 * ```
 */
export const showGraph = (graph: Graph): string => {
  checkOptions('showGraph', { graph }, { graph: '{nodes,outputs}' });
  const lines = graph.nodes.map((_, id) => showNode(graph, id));
  return [...lines, `return ${graph.outputs.map((id) => `%${id}`).join(' ')}`].join('\n');
};

export const showNode = ({ nodes }: Graph, id: NodeId): string => {
  const node = nodes[id]!;
  const type = `${node.dtype}[${node.shape.join(', ')}]`;
  switch (node.kind) {
    case 'input':
      return `%${id}: ${type} = input ${node.index}`;
    case 'constant':
      return `%${id}: ${type} = constant${node.value.splat === undefined ? '' : ` ${node.value.splat}`}`;
    case 'primitive': {
      const attributes = Object.entries(node.attributes).map(
        ([name, value]) => ` ${name}=${JSON.stringify(value)}`,
      );
      return `%${id}: ${type} = ${node.primitive} ${node.inputs.map((i) => `%${i}`).join(' ')}${attributes.join('')}`;
    }
  }
};
