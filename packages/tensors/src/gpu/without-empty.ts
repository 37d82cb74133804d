import { bind } from '../bind.ts';
import type { Graph, Node, PrimitiveNode } from '../compile/graph.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { HostTensor } from '../tensor.ts';
import { type Draft, rewrite } from './rewrite.ts';

const isEmpty = ({ shape }: { readonly shape: Shape }): boolean => sizeOf(shape) === 0;

const constantOf = ({ shape, dtype }: Node, value: HostTensor): Node => ({
  kind: 'constant',
  value,
  shape,
  dtype,
});

/**
 * A graph in which nothing that has elements reads what has none, for there is no memory to read: a sum over
 * an empty axis, a product of empty rows, or an array padded from nothing is a constant.
 */
export const withoutEmpty = (graph: Graph): Graph =>
  rewrite(graph, (node, { nodes, add }: Draft) => {
    const inputs = node.inputs.map((id) => nodes[id]!);
    return add(isEmpty(node) || !inputs.some(isEmpty) ? node : withElements(node, inputs));
  });

const withElements = (node: PrimitiveNode, inputs: readonly Node[]): Node => {
  switch (node.primitive) {
    case 'concat':
      return { ...node, inputs: node.inputs.filter((_, i) => !isEmpty(inputs[i]!)) };
    case 'take':
      // Each index lies outside the axis.
      return constantOf(
        node,
        HostTensor.splat(node.shape, node.dtype, node.dtype === 'int32' ? -(2 ** 31) : Number.NaN),
      );
    default: {
      const given = inputs.map(({ shape, dtype }) => HostTensor.splat(shape, dtype, 0));
      return constantOf(node, bind(node.primitive, node.attributes, given) as HostTensor);
    }
  }
};
