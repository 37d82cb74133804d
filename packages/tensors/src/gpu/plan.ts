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
  /** The node whose elements in memory a node has. */
  readonly rootOf: (id: NodeId) => NodeId;
  /** Constants that kernels read. */
  readonly constants: readonly NodeId[];
}

/** The largest number of arrays that a kernel reads: WebGPU guarantees eight, of which one is the result. */
export const MAX_READS = 7;

/** Operations at or below this cost are recomputed rather than stored. */
const CHEAP = 8;

/** Whether an element takes a loop, or a very long time. */
const isComputedOnce = (primitive: Primitive): boolean =>
  isForm(primitive, 'reduction', 'product', 'scatter', 'hash');

/** Whether elements of the operands are read many times. */
const readsRepeatedly = (primitive: Primitive): boolean => isForm(primitive, 'product', 'scatter');

/**
 * Chooses the nodes that are computed into memory, each by a kernel. All others are computed inside the kernels that
 * need them.
 */
export const planOf = (graph: Graph, hasTexels: boolean): Plan => {
  const planner = new Planner(graph, hasTexels);
  planner.storeOperandsAndOutputs();
  planner.storeOperandsOfMaxima();
  planner.storeByCost();
  return planner.plan();
};

/** The number of times that an element of each node is needed. */
const demandOf = ({ nodes }: Graph): readonly number[] => {
  const demand = nodes.map(() => 0);
  for (const node of nodes)
    if (node.kind === 'primitive')
      for (const input of new Set(node.inputs)) {
        const size = sizeOf(nodes[input]!.shape);
        demand[input]! += size === 0 ? 1 : Math.max(1, sizeOf(node.shape) / size);
      }
  return demand;
};

class Planner {
  readonly #graph: Graph;
  readonly #hasTexels: boolean;
  readonly #demand: readonly number[];
  readonly #inMemory = new Set<NodeId>();
  /** The cost of an element of each node, and the nodes in memory that its code reads. */
  readonly #cost: number[] = [];
  readonly #reads: ReadonlySet<NodeId>[] = [];

  constructor(graph: Graph, hasTexels: boolean) {
    this.#graph = graph;
    this.#hasTexels = hasTexels;
    this.#demand = demandOf(graph);
  }

  /** Stores the nodes that must be in memory, whatever they cost. */
  storeOperandsAndOutputs(): void {
    this.#graph.nodes.forEach((node, id) => {
      if (node.kind === 'input' || (node.kind === 'constant' && node.value.splat === undefined))
        this.#inMemory.add(id);
      if (node.kind !== 'primitive') return;
      if (isComputedOnce(node.primitive)) this.#inMemory.add(id);
      if (readsRepeatedly(node.primitive))
        // With texels, operands are read in the order in which they lie in memory.
        for (const input of node.inputs)
          this.#storeComputed(this.#hasTexels ? this.#rootOf(input) : this.#baseOf(input));
    });
    for (const id of this.#graph.outputs) this.#storeComputed(this.#rootOf(id));
  }

  /** The gradient of a maximum compares its operand with the maximum: if kernels recompute it, they may round differently. */
  storeOperandsOfMaxima(): void {
    for (const node of this.#graph.nodes)
      if (node.kind === 'primitive' && node.primitive === 'max') {
        const base = this.#baseOf(node.inputs[0]!);
        if (this.#demand[base]! > 1) this.#storeComputed(base);
      }
  }

  /** Stores the nodes that would be costly to recompute, and operands of nodes that read too many arrays. */
  storeByCost(): void {
    this.#graph.nodes.forEach((node, id) => {
      if (node.kind === 'primitive') this.#storeIfCostly(node, id);
      else {
        this.#cost[id] = 1;
        this.#reads[id] = this.#inMemory.has(id) ? new Set([id]) : new Set();
      }
    });
  }

  plan(): Plan {
    const { nodes } = this.#graph;
    const isInMemory = (id: NodeId): boolean => this.#inMemory.has(id);
    const kernels = nodes.flatMap((node, id): readonly PlannedKernel[] =>
      node.kind === 'primitive' && isInMemory(id) && sizeOf(node.shape) > 0
        ? [{ node: id, kernel: kernelOf(this.#graph, node, isInMemory, this.#hasTexels) }]
        : [],
    );
    const constants = [...new Set(kernels.flatMap(({ kernel }) => kernel.reads))].filter(
      (id) => nodes[id]!.kind === 'constant',
    );
    return { kernels, rootOf: (id) => this.#rootOf(id), constants };
  }

  #storeIfCostly(node: PrimitiveNode, id: NodeId): void {
    this.#inline(node, id);
    while (this.#reads[id]!.size > MAX_READS) {
      const fullest = this.#fullestOperand(node);
      if (fullest === undefined) break;
      this.#store(fullest);
      this.#inline(node, id);
    }
    const isRepeated =
      this.#demand[id]! > 1.5 && this.#cost[id]! > CHEAP && !isReading(node.primitive);
    if (isRepeated || this.#inMemory.has(id)) this.#store(id);
  }

  /** Notes the cost and the reads of a node that is computed where it is needed. */
  #inline({ primitive, inputs }: PrimitiveNode, id: NodeId): void {
    const cost = inputs.reduce((sum, input) => sum + this.#cost[input]!, traits[primitive].cost);
    this.#cost[id] = cost;
    this.#reads[id] = new Set(inputs.flatMap((input) => [...this.#reads[input]!]));
  }

  /** The operand whose code reads the most arrays. */
  #fullestOperand({ inputs }: PrimitiveNode): NodeId | undefined {
    const readsOf = (id: NodeId): number => this.#reads[id]!.size;
    return inputs
      .filter((input) => !this.#inMemory.has(input) && readsOf(input) > 1)
      .sort((a, b) => readsOf(b) - readsOf(a))[0];
  }

  #store(id: NodeId): void {
    this.#inMemory.add(id);
    this.#cost[id] = 1;
    this.#reads[id] = new Set([id]);
  }

  #storeComputed(id: NodeId): void {
    if (this.#graph.nodes[id]!.kind === 'primitive') this.#inMemory.add(id);
  }

  #rootOf(id: NodeId): NodeId {
    const node = this.#graph.nodes[id]!;
    return node.kind === 'primitive' && isForm(node.primitive, 'alias')
      ? this.#rootOf(node.inputs[0]!)
      : id;
  }

  /** The node that a view, or a view of a view, reads. */
  #baseOf(id: NodeId): NodeId {
    const node = this.#graph.nodes[id]!;
    return node.kind === 'primitive' && isReading(node.primitive)
      ? this.#baseOf(node.inputs[0]!)
      : id;
  }
}
