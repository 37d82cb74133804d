import type { Graph, Node, PrimitiveNode } from '../compile/graph.ts';
import { allocate } from '../dtype.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { ConcreteTensor } from '../tensor.ts';
import { rewrite } from './rewrite.ts';

const isEmpty = ({ shape }: { readonly shape: Shape }): boolean => sizeOf(shape) === 0;

/**
 * A graph in which a node with elements does not read an empty node, which has no memory: a sum over an empty axis, a
 * product of empty rows, or a padded empty array is a constant. The constant is in memory and not in the text of kernels,
 * because WebGPU does not compile `0.0 / 0.0`, the mean of no elements.
 */
export const withoutEmpty = (graph: Graph): Graph =>
  rewrite(graph, (node, { nodes, add }) => {
    const inputs = node.inputs.map((id) => nodes[id]!);
    return add(isEmpty(node) || !inputs.some(isEmpty) ? node : withElements(node, inputs));
  });

const withElements = (node: PrimitiveNode, inputs: readonly Node[]): Node => {
  if (node.primitive === 'concat')
    return { ...node, inputs: node.inputs.filter((_, i) => !isEmpty(inputs[i]!)) };
  const { primitive, shape, dtype } = node;
  // Sums and products of no elements are 0; for `take` from an empty axis, each index is out of range.
  const value = primitive !== 'take' ? 0 : dtype === 'int32' ? -(2 ** 31) : Number.NaN;
  const elements = allocate(dtype, sizeOf(shape)).fill(value);
  return { kind: 'constant', value: ConcreteTensor.of(shape, dtype, elements), shape, dtype };
};
