import { allocate, type NumericArray } from '../dtype.ts';
import { sizeOf } from '../shape.ts';
import { isForm } from '../traits.ts';
import type { Graph, Node, NodeId } from './graph.ts';

/** The number of a buffer in a program. */
export type Slot = number;

/** Whether a node has the elements of its input. */
export const isAlias = (node: Node): boolean =>
  node.kind === 'primitive' && isForm(node.primitive, 'alias');

/**
 * Arrays on which more than one value stands: constants of programs, and outputs that are inputs,
 * constants or each other. Even if they are donated, they are never written to.
 */
const shared = new WeakSet<NumericArray>();

/** Marks an array on which more than one value stands. */
export const share = (array: NumericArray): void => {
  shared.add(array);
};

/** Whether more than one value stands on an array. */
export const isShared = (array: NumericArray): boolean => shared.has(array);

/** Which buffer each node's elements are in. */
export interface Plan {
  /** Where each node's elements are. */
  readonly slotOf: readonly Slot[];
  /** The program's own buffers; undefined for inputs and for slots filled afresh at each call. */
  readonly buffers: readonly (NumericArray | undefined)[];
  /** Buffers that leave with the outputs, and so are new at each call. */
  readonly fresh: readonly {
    readonly slot: Slot;
    readonly dtype: Node['dtype'];
    readonly size: number;
  }[];
  /** Buffers on which several values stand once the program has run. */
  readonly shared: readonly Slot[];
  /** For each node, the temporaries whose last reader it is. */
  readonly ends: readonly (readonly Slot[])[];
}

/**
 * Gives each node a buffer. One whose last reader has run serves again: a temporary's for later
 * temporaries, a donated input's for later outputs.
 */
export const planBuffers = (graph: Graph, donated: ReadonlySet<number>): Plan => {
  const { nodes, outputs } = graph;
  const root = nodes.map((_, id) => id);
  nodes.forEach((node, id) => {
    if (node.kind === 'primitive' && isAlias(node)) root[id] = root[node.inputs[0]!]!;
  });
  const lastUse = new Map<NodeId, NodeId>();
  nodes.forEach((node, id) => {
    if (node.kind === 'primitive') for (const input of node.inputs) lastUse.set(root[input]!, id);
  });
  const leaving = new Set(outputs.map((id) => root[id]!));

  const slotOf: Slot[] = [];
  const buffers: (NumericArray | undefined)[] = [];
  const fresh: { slot: Slot; dtype: Node['dtype']; size: number }[] = [];
  const free = { temporaries: new Map<string, Slot[]>(), donations: new Map<string, Slot[]>() };
  const typeOf = (node: Node) => `${node.dtype} ${sizeOf(node.shape)}`;
  const newSlot = (buffer?: NumericArray): Slot => buffers.push(buffer) - 1;

  const place = (node: Node, id: NodeId): Slot => {
    if (node.kind === 'input') return newSlot();
    if (node.kind === 'constant') {
      share(node.value.data);
      return newSlot(node.value.data);
    }
    const size = sizeOf(node.shape);
    if (leaving.has(id)) {
      const given = free.donations.get(typeOf(node))?.pop();
      if (given !== undefined) return given;
      const slot = newSlot();
      fresh.push({ slot, dtype: node.dtype, size });
      return slot;
    }
    return free.temporaries.get(typeOf(node))?.pop() ?? newSlot(allocate(node.dtype, size));
  };

  const ends = nodes.map((): Slot[] => []);
  const release = (id: NodeId, reader: NodeId): void => {
    const node = nodes[id]!;
    if (leaving.has(id) || node.kind === 'constant') return;
    if (node.kind === 'input' && !donated.has(node.index)) return;
    const pool = node.kind === 'input' ? free.donations : free.temporaries;
    if (node.kind === 'primitive') ends[reader]!.push(slotOf[id]!);
    pool.set(typeOf(node), [...(pool.get(typeOf(node)) ?? []), slotOf[id]!]);
  };

  nodes.forEach((node, id) => {
    slotOf[id] = root[id] === id ? place(node, id) : slotOf[root[id]!]!;
    if (node.kind === 'primitive')
      for (const input of new Set(node.inputs.map((i) => root[i]!)))
        if (lastUse.get(input) === id) release(input, id);
  });
  const outputSlots = outputs.map((id) => slotOf[id]!);
  const sharedSlots = nodes.flatMap((node, id) => {
    const kept = node.kind === 'constant' || (node.kind === 'input' && !donated.has(node.index));
    const times = outputSlots.filter((slot) => slot === slotOf[id]).length;
    return root[id] === id && ((kept && times > 0) || times > 1) ? [slotOf[id]!] : [];
  });
  return { slotOf, buffers, fresh, shared: sharedSlots, ends };
};
