import type { Graph } from '../compile/graph.ts';
import { rewrite } from './rewrite.ts';
import { texelProduct } from './texel-product.ts';

/** A graph in which a transposed left operand is transposed before a product, if `texelProduct`, which needs its rows, then multiplies it. */
export const transposeLeft = (graph: Graph): Graph =>
  rewrite(graph, (node, { nodes, add }) => {
    if (node.primitive !== 'matmul' || !node.attributes.transposeA || node.shape.length !== 2)
      return add(node);
    const [left, right] = node.inputs as [number, number];
    const { shape, dtype } = nodes[left]!;
    const [k, m] = shape as [number, number];
    const attributes = { ...node.attributes, transposeA: false };
    const product = { m, k, n: node.shape[1]!, ...attributes };
    if (texelProduct(product) === undefined) return add(node);
    const transposed = add({
      kind: 'primitive',
      primitive: 'transpose',
      attributes: { permutation: [1, 0] },
      dtype,
      shape: [m, k],
      inputs: [left],
    });
    return add({ ...node, attributes, inputs: [transposed, right] });
  });
