import type { Graph, NodeId, PrimitiveNode } from '../compile/graph.ts';
import type { Primitive } from '../primitives.ts';
import { sizeOf } from '../shape.ts';
import { isForm, isReading, traits } from '../traits.ts';
import { kernelOf } from './kernel-of.ts';
import type { KernelSource } from './writer.ts';

/** A kernel, and the node that it computes. */
export interface PlannedKernel {
  readonly node: NodeId;
  readonly kernel: KernelSource;
}

export interface Plan {
  /** In an order in which they can run; nodes without elements have none. */
  readonly kernels: readonly PlannedKernel[];
  /** The node that has another's elements in memory. */
  readonly rootOf: (id: NodeId) => NodeId;
  /** Constants that kernels read. */
  readonly constants: readonly NodeId[];
}

/** So many arrays a kernel may read: WebGPU promises eight, of which one is the result. */
export const MOST_READS = 7;

/** Whether an element takes a loop, or very long. */
const isComputedOnce = (primitive: Primitive): boolean =>
  isForm(primitive, 'reduction', 'product', 'scatter', 'hash');
/** Whether elements of the operands are read over and over. */
const readsOften = (primitive: Primitive): boolean => isForm(primitive, 'product', 'scatter');

/** What is no dearer than this is computed again by each that needs it. */
const CHEAP = 8;

/**
 * Which nodes are computed into memory, by a kernel each; all others are computed where they are needed,
 * inside the kernels of those.
 */
export const planOf = (graph: Graph, hasTexels: boolean): Plan => {
  const { nodes, outputs } = graph;
  const rootOf = (id: NodeId): NodeId => {
    const node = nodes[id]!;
    return node.kind === 'primitive' && isForm(node.primitive, 'alias')
      ? rootOf(node.inputs[0]!)
      : id;
  };
  /** What a view, or a view of a view, looks at. */
  const baseOf = (id: NodeId): NodeId => {
    const node = nodes[id]!;
    return node.kind === 'primitive' && isReading(node.primitive) ? baseOf(node.inputs[0]!) : id;
  };
  const size = (id: NodeId): number => sizeOf(nodes[id]!.shape);
  const isPrimitive = (id: NodeId): boolean => nodes[id]!.kind === 'primitive';

  const inMemory = new Set<NodeId>();
  nodes.forEach((node, id) => {
    if (node.kind === 'input' || (node.kind === 'constant' && node.value.splat === undefined))
      inMemory.add(id);
    if (node.kind !== 'primitive') return;
    if (isComputedOnce(node.primitive)) inMemory.add(id);
    if (readsOften(node.primitive))
      for (const input of node.inputs) {
        // With texels they are multiplied as they lie in memory.
        const stored = hasTexels ? rootOf(input) : baseOf(input);
        if (isPrimitive(stored)) inMemory.add(stored);
      }
  });
  for (const id of outputs) if (isPrimitive(rootOf(id))) inMemory.add(rootOf(id));

  /** How often an element of each node is asked for. */
  const demand = nodes.map(() => 0);
  for (const [id, node] of nodes.entries())
    if (node.kind === 'primitive')
      for (const input of new Set(node.inputs))
        demand[input]! += size(input) === 0 ? 1 : Math.max(1, size(id) / size(input));

  const cost: number[] = [];
  const reads: ReadonlySet<NodeId>[] = [];
  const store = (id: NodeId): void => {
    inMemory.add(id);
    cost[id] = 1;
    reads[id] = new Set([id]);
  };
  const inline = (node: PrimitiveNode): readonly [cost: number, reads: ReadonlySet<NodeId>] => [
    node.inputs.reduce((sum, input) => sum + cost[input]!, traits[node.primitive].cost),
    new Set(node.inputs.flatMap((input) => [...reads[input]!])),
  ];
  // The gradient of a maximum asks where it is: kernels may round what they compute again differently.
  for (const node of nodes)
    if (node.kind === 'primitive' && node.primitive === 'max') {
      const base = baseOf(node.inputs[0]!);
      if (isPrimitive(base) && demand[base]! > 1) inMemory.add(base);
    }
  nodes.forEach((node, id) => {
    if (node.kind !== 'primitive') {
      cost[id] = 1;
      reads[id] = inMemory.has(id) ? new Set([id]) : new Set();
      return;
    }
    // Operands go to memory, the one that reads most first, until a kernel can read all.
    for (;;) {
      const [own, all] = inline(node);
      cost[id] = own;
      reads[id] = all;
      if (all.size <= MOST_READS) break;
      const fullest = node.inputs
        .filter((input) => !inMemory.has(input) && reads[input]!.size > 1)
        .sort((a, b) => reads[b]!.size - reads[a]!.size)[0];
      if (fullest === undefined) break;
      store(fullest);
    }
    const again = demand[id]! > 1.5 && cost[id]! > CHEAP && !isReading(node.primitive);
    if (inMemory.has(id) || again) store(id);
  });

  const kernels = nodes.flatMap((node, id): readonly PlannedKernel[] =>
    node.kind === 'primitive' && inMemory.has(id) && size(id) > 0
      ? [{ node: id, kernel: kernelOf(graph, node, (other) => inMemory.has(other), hasTexels) }]
      : [],
  );
  const constants = [...new Set(kernels.flatMap(({ kernel }) => kernel.reads))].filter(
    (id) => nodes[id]!.kind === 'constant',
  );
  return { kernels, rootOf, constants };
};
