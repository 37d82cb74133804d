import type { Graph, NodeId, PrimitiveNode } from '../../compile/graph.ts';
import { type Shape, sizeOf, stridesOf } from '../../shape.ts';
import type { KernelPrimitive, NodeOf, Schedule, ScheduledStep, View } from '../steps.ts';
import { fusedInto, storeOf, storesOf } from './fusion.ts';
import { isAlias, isLoopable, isView, Progress } from './progress.ts';

/**
 * Orders a graph into passes over memory. An elementwise operation waits until its value is needed by a reduction or a
 * product, or as an output. Then it becomes one loop with all operations that wait before it, which stores the values
 * that other steps will need. Broadcasts, transposes and slices only change the strides of reads.
 */
export const scheduleOf = (graph: Graph): Schedule => {
  const scheduler = new Scheduler(graph);
  graph.nodes.forEach((node, id) => {
    if (node.kind !== 'primitive' || isAlias(node)) return;
    if (!isLoopable(node) && !isView(node)) scheduler.force(id);
  });
  // The last output first: its loop stores the outputs among its operands.
  for (const id of [...new Set(graph.outputs)].sort((a, b) => b - a)) scheduler.force(id);
  return scheduler;
};

class Scheduler implements Schedule {
  readonly steps: ScheduledStep[] = [];
  readonly aliases = new Map<NodeId, NodeId>();
  readonly #progress: Progress;

  constructor(graph: Graph) {
    this.#progress = new Progress(graph);
  }

  /** Makes the steps after which a node is in memory. */
  force(id: NodeId): void {
    const node = this.#nodeOf(id);
    if (this.#progress.isInMemory(id)) return;
    if (isAlias(node)) this.#forceAlias(node, id);
    else if (isLoopable(node)) this.#forceLoop(id);
    else if (isView(node)) this.#copyInto(id, this.#progress.wholeOf(id));
    else if (node.primitive === 'sum' || node.primitive === 'max') this.#forceReduce(node, id);
    else if (node.primitive === 'concat') this.#forceConcat(node, id);
    else if (node.primitive === 'pad') this.#forcePad(node, id);
    else this.#forceKernel(node, id);
    this.#progress.store(id);
  }

  #nodeOf(id: NodeId): PrimitiveNode {
    return this.#progress.nodes[id]! as PrimitiveNode;
  }

  #shapeOf(id: NodeId): Shape {
    return this.#progress.nodes[id]!.shape;
  }

  /** Makes the steps after which a node can be read: from memory of its own, or of its operand. */
  #makeReadable(id: NodeId): void {
    if (this.#progress.splatOf(id) !== undefined) return;
    if (this.#progress.isSeenThrough(id)) this.#makeReadable(this.#nodeOf(id).inputs[0]!);
    else this.force(id);
  }

  /** Makes readable the nodes that the loop of a waiting node reads from memory. */
  #prepare(id: NodeId): void {
    const node = this.#nodeOf(id);
    for (const input of node.inputs)
      if (this.#progress.isFusedInto(node, input)) this.#prepare(input);
      else this.#makeReadable(input);
  }

  #forceAlias(node: PrimitiveNode, id: NodeId): void {
    const [input] = node.inputs as readonly [NodeId];
    this.force(input);
    this.aliases.set(id, input);
  }

  /** The loop that ends in a node; it stores all of its values that are needed elsewhere. */
  #forceLoop(id: NodeId): void {
    const progress = this.#progress;
    this.#prepare(id);
    if (progress.isInMemory(id)) return;
    const fused = fusedInto(progress, id);
    const needed = storesOf(progress, fused);
    const stores = needed.some(({ view }) => view.node === id)
      ? needed
      : [...needed, storeOf(progress, id)];
    this.steps.push({
      kind: 'loop',
      shape: this.#shapeOf(id),
      operations: [...fused.values()],
      stores,
    });
    for (const { view } of stores) progress.store(view.node);
  }

  /** A loop that copies a view into the memory of a node, or of a part of one. */
  #copyInto(id: NodeId, view: View): void {
    this.#makeReadable(id);
    this.steps.push({
      kind: 'loop',
      shape: this.#shapeOf(id),
      operations: [],
      stores: [{ source: this.#progress.sourceOf(id), view }],
    });
  }

  #forceConcat(node: NodeOf<'concat'>, id: NodeId): void {
    const { axis } = node.attributes;
    const strides = stridesOf(node.shape);
    let start = 0;
    for (const input of node.inputs) {
      this.#copyInto(input, { node: id, offset: start * strides[axis]!, strides });
      start += this.#shapeOf(input)[axis]!;
    }
  }

  #forcePad(node: NodeOf<'pad'>, id: NodeId): void {
    const [input] = node.inputs as readonly [NodeId];
    const strides = stridesOf(node.shape);
    const offset = node.attributes.before.reduce((sum, n, i) => sum + n * strides[i]!, 0);
    this.#makeReadable(input);
    this.steps.push({ kind: 'fill', id });
    this.#copyInto(input, { node: id, offset, strides });
  }

  /** A reduction of a fused loop's values. */
  #forceReduce(node: NodeOf<'sum' | 'max'>, id: NodeId): void {
    const progress = this.#progress;
    const [input] = node.inputs as readonly [NodeId];
    if (sizeOf(this.#shapeOf(input)) === 0) {
      // A sum of no elements; the result of a maximum has no elements itself.
      this.steps.push({ kind: 'fill', id });
      return;
    }
    if (progress.isWaiting(input)) this.#prepare(input);
    else this.#makeReadable(input);
    const fused = fusedInto(progress, input);
    // The reduction uses its input directly, without a store.
    const stores = storesOf(progress, fused).filter(
      ({ view }) =>
        view.node !== input ||
        progress.isOutput(input) ||
        progress.consumersOf(input).some((consumer) => consumer !== id),
    );
    this.steps.push({
      kind: 'reduce',
      shape: this.#shapeOf(input),
      axes: node.attributes.axes,
      operations: [...fused.values()],
      stores,
      source: progress.sourceOf(input),
      node,
      output: id,
    });
    for (const { view } of stores) progress.store(view.node);
  }

  #forceKernel(node: NodeOf<KernelPrimitive>, id: NodeId): void {
    for (const input of node.inputs) this.force(input);
    this.steps.push({ kind: 'kernel', node, id, inputs: node.inputs });
  }
}
