import { bind } from '../bind.ts';
import type { Graph, Node, PrimitiveNode } from '../compile/graph.ts';
import type { Primitive } from '../primitives.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { HostTensor } from '../tensor.ts';
import { binary, compare } from './lowering/binary.ts';
import { convert } from './lowering/convert.ts';
import { select } from './lowering/select.ts';
import { unary } from './lowering/unary.ts';
import { rewrite } from './rewrite.ts';

const isEmpty = ({ shape }: { readonly shape: Shape }): boolean => sizeOf(shape) === 0;

/**
 * A graph in which nothing that has elements reads what has none, for there is no memory to read: a sum over
 * an empty axis, a product of empty rows, or an array padded from nothing is a constant. So is what is computed
 * from such constants alone: WebGPU does not compile `0.0 / 0.0`, as the mean of nothing would be written.
 */
export const withoutEmpty = (graph: Graph): Graph =>
  rewrite(graph, (node, { nodes, add }) => {
    const inputs = node.inputs.map((id) => nodes[id]!);
    if (isEmpty(node)) return add(node);
    return add(inputs.some(isEmpty) ? withElements(node, inputs) : (folded(node, inputs) ?? node));
  });

const withElements = (node: PrimitiveNode, inputs: readonly Node[]): Node => {
  if (node.primitive === 'concat')
    return { ...node, inputs: node.inputs.filter((_, i) => !isEmpty(inputs[i]!)) };
  const { primitive, dtype } = node;
  // Sums and products of nothing are 0; to `take` from it, each index lies outside.
  const value = primitive !== 'take' ? 0 : dtype === 'int32' ? -(2 ** 31) : Number.NaN;
  return constant(node, value);
};

const constant = ({ shape, dtype }: Node, value: number): Node => ({
  kind: 'constant',
  value: HostTensor.splat(shape, dtype, value),
  shape,
  dtype,
});

const elementwise = { ...unary, ...binary, ...compare, ...select, ...convert };
const moves: readonly Primitive[] = ['reshape', 'broadcastTo', 'transpose', 'slice', 'reverse'];

/** A node of which all operands are one number each, everywhere. */
const folded = (node: PrimitiveNode, inputs: readonly Node[]): Node | undefined => {
  const numbers = inputs.flatMap((input) =>
    input.kind === 'constant' && input.value.splat !== undefined
      ? [HostTensor.splat([], input.dtype, input.value.splat)]
      : [],
  );
  if (numbers.length === 0 || numbers.length < inputs.length) return undefined;
  const { primitive, attributes } = node;
  if (moves.includes(primitive)) return constant(node, numbers[0]!.splat!);
  return Object.hasOwn(elementwise, primitive)
    ? constant(node, bind(primitive, attributes, numbers).data[0]!)
    : undefined;
};
