import type { Graph, Node, NodeId, PrimitiveNode } from '../../compile/graph.ts';
import { readingOf, throughView } from '../../readings.ts';
import { sameShape, stridesOf } from '../../shape.ts';
import { isForm, type PrimitiveOf } from '../../traits.ts';
import { unreachable } from '../../unreachable.ts';
import type { LoopNode, NodeOf, Source, View } from '../steps.ts';

export const isAlias = (node: PrimitiveNode): node is NodeOf<PrimitiveOf<'alias'>> =>
  isForm(node.primitive, 'alias');

/** Whether loops compute a node, fused with what comes before and after it. */
export const isLoopable = (node: PrimitiveNode): node is LoopNode =>
  isForm(node.primitive, 'elementwise', 'draw');

/** Whether a node reads its operand by strides. */
export const isView = (node: PrimitiveNode): node is NodeOf<PrimitiveOf<'view'>> =>
  isForm(node.primitive, 'view');

/** The nodes that are in memory while a graph is ordered into steps, and the sources of all others. */
export class Progress {
  readonly nodes: readonly Node[];
  readonly #inMemory = new Set<NodeId>();
  readonly #consumers: readonly NodeId[][];
  readonly #outputs: ReadonlySet<NodeId>;

  constructor({ nodes, outputs }: Graph) {
    this.nodes = nodes;
    this.#outputs = new Set(outputs);
    this.#consumers = nodes.map(() => []);
    nodes.forEach((node, id) => {
      if (node.kind === 'primitive')
        for (const input of node.inputs) this.#consumers[input]!.push(id);
      else this.#inMemory.add(id);
    });
  }

  store(id: NodeId): void {
    this.#inMemory.add(id);
  }

  isInMemory(id: NodeId): boolean {
    return this.#inMemory.has(id);
  }

  isOutput(id: NodeId): boolean {
    return this.#outputs.has(id);
  }

  consumersOf(id: NodeId): readonly NodeId[] {
    return this.#consumers[id]!;
  }

  /** Whether a node is an operation of a loop that is not scheduled yet. */
  isWaiting(id: NodeId): boolean {
    const node = this.nodes[id]!;
    return node.kind === 'primitive' && isLoopable(node) && !this.isInMemory(id);
  }

  /** Whether the loop of a node's consumer can compute the node; a key is read from memory instead. */
  isFusedInto(consumer: PrimitiveNode, id: NodeId): boolean {
    return (
      !isForm(consumer.primitive, 'draw') &&
      this.isWaiting(id) &&
      sameShape(this.nodes[id]!.shape, consumer.shape)
    );
  }

  /** Whether a node is read through the memory of its operand. */
  isSeenThrough(id: NodeId): boolean {
    const node = this.nodes[id]!;
    return node.kind === 'primitive' && isView(node) && !this.isInMemory(id);
  }

  /** The number that all elements of a node equal, if it is known. */
  splatOf(id: NodeId): number | undefined {
    const node = this.nodes[id]!;
    if (node.kind === 'constant') return node.value.splat;
    return node.kind === 'primitive' && (this.isSeenThrough(id) || isAlias(node))
      ? this.splatOf(node.inputs[0]!)
      : undefined;
  }

  /** The whole memory of a node. */
  wholeOf(id: NodeId): View {
    return { node: id, offset: 0, strides: stridesOf(this.nodes[id]!.shape) };
  }

  /** The memory from which a node that was made readable is read. */
  viewOf(id: NodeId): View {
    const node = this.nodes[id]!;
    if (this.isInMemory(id) || node.kind !== 'primitive') return this.wholeOf(id);
    const [input] = node.inputs as readonly [NodeId];
    const operand = this.viewOf(input);
    if (isAlias(node)) return { ...operand, strides: stridesOf(node.shape) };
    if (!isView(node)) return unreachable(`${node.primitive} is not a view`);
    const { shape } = this.nodes[input]!;
    const reading = readingOf(node.primitive, node.attributes, shape);
    return { node: operand.node, ...throughView(reading, operand, node.shape) };
  }

  /** The source of a node's elements in a loop. */
  sourceOf(id: NodeId): Source {
    const value = this.splatOf(id);
    if (value !== undefined) return { kind: 'number', value };
    return this.isWaiting(id)
      ? { kind: 'fused', node: id }
      : { kind: 'view', view: this.viewOf(id) };
  }
}
