import type { Graph } from '../compile/graph.ts';
import { rewrite } from './rewrite.ts';
import { texelProduct } from './texel-product.ts';

/**
 * A graph in which matrices that are multiplied transposed, on the left, are transposed first, where
 * `texelProduct` can then multiply them: it needs rows of them.
 */
export const transposeLeft = (graph: Graph): Graph =>
  rewrite(graph, (node, { nodes, add }) => {
    if (node.primitive !== 'matmul' || !node.attributes.transposeA || node.shape.length !== 2)
      return add(node);
    const [left, right] = node.inputs as [number, number];
    const { shape, dtype } = nodes[left]!;
    const [k, m] = shape as [number, number];
    const attributes = { ...node.attributes, transposeA: false };
    const product = { m, k, n: node.shape[1]!, ...attributes };
    if (dtype === 'int32' || texelProduct(product) === undefined) return add(node);
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
