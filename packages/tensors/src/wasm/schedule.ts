import type { Graph, NodeId, PrimitiveNode } from '../compile/graph.ts';
import type { Primitive } from '../primitives.ts';
import { readingOf, throughView } from '../readings.ts';
import { type Shape, sameShape, stridesOf } from '../shape.ts';
import { isForm, traits } from '../traits.ts';
import { canReduce } from './layout.ts';
import type {
  FusedOperation,
  LoopNode,
  ReduceStep,
  Schedule,
  Source,
  Step,
  Store,
  View,
} from './steps.ts';

/** Whether loops compute it, fused with what comes before and after it. */
const isLoopable = (primitive: Primitive): boolean => isForm(primitive, 'elementwise', 'draw');
/** Whether it is as fast to do again as to write down and read. */
const isCheap = (primitive: Primitive): boolean =>
  isForm(primitive, 'elementwise') && traits[primitive].cost <= 1;

/**
 * Orders a graph into passes over memory. An elementwise operation waits until its value is needed: by
 * a reduction or a product, or as an output; then it and all that wait before it become one loop, and
 * what others will need is stored on the way. Broadcasts, transposes and slices are ways of reading.
 */
export const scheduleOf = (graph: Graph): Schedule => {
  const { nodes, outputs } = graph;
  const steps: Step[] = [];
  const aliases = new Map<NodeId, NodeId>();
  const inMemory = new Set<NodeId>();
  const consumers = nodes.map((): NodeId[] => []);
  nodes.forEach((node, id) => {
    if (node.kind === 'primitive') for (const input of node.inputs) consumers[input]!.push(id);
    else inMemory.add(id);
  });
  const leaving = new Set(outputs);

  const isFusable = (id: NodeId): boolean => {
    const node = nodes[id]!;
    return node.kind === 'primitive' && isLoopable(node.primitive) && !inMemory.has(id);
  };
  const isAlias = (node: PrimitiveNode): boolean => isForm(node.primitive, 'alias');
  const isView = (id: NodeId): boolean => {
    const node = nodes[id]!;
    return node.kind === 'primitive' && isForm(node.primitive, 'view') && !inMemory.has(id);
  };
  const splatOf = (id: NodeId): number | undefined => {
    const node = nodes[id]!;
    if (node.kind === 'constant') return node.value.splat;
    return node.kind === 'primitive' && (isView(id) || isAlias(node))
      ? splatOf(node.inputs[0]!)
      : undefined;
  };

  /** The memory that a node can be read from, once `force` has been called on it. */
  const viewOf = (id: NodeId): View => {
    const node = nodes[id]!;
    if (inMemory.has(id) || node.kind !== 'primitive')
      return { node: id, offset: 0, strides: stridesOf(node.shape) };
    if (isAlias(node)) return { ...viewOf(node.inputs[0]!), strides: stridesOf(node.shape) };
    if (!isForm(node.primitive, 'view')) throw new Error(`${node.primitive} is not a view`);
    const [input] = node.inputs as readonly [NodeId];
    const reading = readingOf(node.primitive, node.attributes as never, nodes[input]!.shape);
    const operand = viewOf(input);
    return { node: operand.node, ...throughView(reading, operand, node.shape) };
  };

  /** Sees to it that a node can be read by a view. */
  const makeReadable = (id: NodeId): void => {
    if (splatOf(id) !== undefined || inMemory.has(id)) return;
    const node = nodes[id]!;
    if (isView(id)) makeReadable((node as PrimitiveNode).inputs[0]!);
    else force(id);
  };

  /** What a loop over `shape` that needs the node would compute, and all it reads made ready. */
  const prepare = (id: NodeId, shape: Shape): void => {
    const node = nodes[id]! as PrimitiveNode;
    for (const input of node.inputs) {
      if (node.primitive === 'randomBits') makeReadable(input);
      else if (isFusable(input) && sameShape(nodes[input]!.shape, shape)) prepare(input, shape);
      else makeReadable(input);
    }
  };

  const sourceOf = (id: NodeId): Source => {
    const value = splatOf(id);
    if (value !== undefined) return { kind: 'number', value };
    return isFusable(id) ? { kind: 'fused', node: id } : { kind: 'view', view: viewOf(id) };
  };

  /** The waiting operations that lead to the node, in order. */
  const collect = (id: NodeId, found: Map<NodeId, FusedOperation>): void => {
    if (!isFusable(id) || found.has(id)) return;
    const node = nodes[id]! as LoopNode;
    const { shape } = node;
    const keyed = node.primitive === 'randomBits';
    if (!keyed)
      for (const input of node.inputs)
        if (isFusable(input) && sameShape(nodes[input]!.shape, shape)) collect(input, found);
    found.set(id, { id, node, sources: node.inputs.map(sourceOf) });
  };

  /** Whether an operation is cheap and reads one value of its size, that is in memory anyway. */
  const isBetterRepeated = (id: NodeId): boolean => {
    const { primitive, inputs } = nodes[id]! as PrimitiveNode;
    const read = new Set(inputs.filter((input) => splatOf(input) === undefined));
    return isCheap(primitive) && read.size === 1 && [...read].every((input) => inMemory.has(input));
  };

  /** Stores for those of the operations that something outside the loop needs. */
  const storesOf = (found: ReadonlyMap<NodeId, FusedOperation>): readonly Store[] =>
    [...found.keys()]
      .filter(
        (id) =>
          leaving.has(id) ||
          (consumers[id]!.some((consumer) => !found.has(consumer)) && !isBetterRepeated(id)),
      )
      .map((id) => ({
        source: { kind: 'fused', node: id },
        view: { node: id, offset: 0, strides: stridesOf(nodes[id]!.shape) },
      }));

  /** The loop that ends in the node; nothing waits in it any more afterwards. */
  const forceLoop = (id: NodeId): void => {
    const { shape } = nodes[id]!;
    prepare(id, shape);
    if (inMemory.has(id)) return;
    const found = new Map<NodeId, FusedOperation>();
    collect(id, found);
    const stores = storesOf(found);
    const own: Store = {
      source: { kind: 'fused', node: id },
      view: { node: id, offset: 0, strides: stridesOf(shape) },
    };
    const all = stores.some(({ view }) => view.node === id) ? stores : [...stores, own];
    steps.push({ kind: 'loop', shape, operations: [...found.values()], stores: all });
    for (const { view } of all) inMemory.add(view.node);
  };

  /** A loop that copies a node into a part of another's memory. */
  const copyInto = (id: NodeId, view: View): void => {
    makeReadable(id);
    steps.push({
      kind: 'loop',
      shape: nodes[id]!.shape,
      operations: [],
      stores: [{ source: sourceOf(id), view }],
    });
  };

  const forceReduce = (node: PrimitiveNode, id: NodeId): void => {
    const [input] = node.inputs as readonly [NodeId];
    const { shape } = nodes[input]!;
    if (isFusable(input)) prepare(input, shape);
    else makeReadable(input);
    const found = new Map<NodeId, FusedOperation>();
    collect(input, found);
    const source = sourceOf(input);
    // The reduction reads its own input on the way.
    const stores = storesOf(found).filter(
      ({ view }) =>
        view.node !== input ||
        leaving.has(input) ||
        consumers[input]!.some((consumer) => consumer !== id),
    );
    const { axes } = node.attributes as { readonly axes: readonly number[] };
    const operations = [...found.values()];
    const step: ReduceStep = {
      kind: 'reduce',
      shape,
      axes,
      operations,
      stores,
      source,
      node,
      output: id,
    };
    if (!canReduce(step)) {
      force(input);
      steps.push({ kind: 'kernel', node, id, inputs: node.inputs });
      inMemory.add(id);
      return;
    }
    steps.push(step);
    for (const { view } of stores) inMemory.add(view.node);
    inMemory.add(id);
  };

  const force = (id: NodeId): void => {
    const node = nodes[id]!;
    if (inMemory.has(id) || node.kind !== 'primitive') return;
    if (isAlias(node)) {
      const [input] = node.inputs as readonly [NodeId];
      force(input);
      aliases.set(id, input);
      inMemory.add(id);
      return;
    }
    if (isLoopable(node.primitive)) {
      forceLoop(id);
      return;
    }
    if (isView(id)) {
      const view = { node: id, offset: 0, strides: stridesOf(node.shape) };
      makeReadable(node.inputs[0]!);
      const source = sourceOf(id);
      steps.push({ kind: 'loop', shape: node.shape, operations: [], stores: [{ source, view }] });
      inMemory.add(id);
      return;
    }
    switch (node.primitive) {
      case 'sum':
      case 'max':
        forceReduce(node, id);
        return;
      case 'concat': {
        const strides = stridesOf(node.shape);
        let start = 0;
        for (const input of node.inputs) {
          copyInto(input, { node: id, offset: start * strides[node.attributes.axis]!, strides });
          start += nodes[input]!.shape[node.attributes.axis]!;
        }
        break;
      }
      case 'pad': {
        const strides = stridesOf(node.shape);
        const offset = node.attributes.before.reduce((sum, n, i) => sum + n * strides[i]!, 0);
        makeReadable(node.inputs[0]!);
        steps.push({ kind: 'fill', id });
        copyInto(node.inputs[0]!, { node: id, offset, strides });
        break;
      }
      default:
        for (const input of node.inputs) force(input);
        steps.push({ kind: 'kernel', node, id, inputs: node.inputs });
    }
    inMemory.add(id);
  };

  nodes.forEach((node, id) => {
    if (node.kind !== 'primitive' || isAlias(node)) return;
    if (!isLoopable(node.primitive) && !isForm(node.primitive, 'view')) force(id);
  });
  // The last first: what leads to it, and leaves too, is stored by the same loop.
  for (const id of [...new Set(outputs)].sort((a, b) => b - a)) force(id);
  return { steps, aliases };
};
