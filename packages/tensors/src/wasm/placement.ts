import type { MemoryUse } from '../compile/engine.ts';
import type { Graph, NodeId } from '../compile/graph.ts';
import { sizeOf } from '../shape.ts';
import { createArena } from './arena.ts';
import type { Heap } from './heap.ts';
import { scratchBytes } from './program-code.ts';
import type { Schedule, Source, Step } from './steps.ts';

export interface Region {
  readonly address: number;
  readonly bytes: number;
}

/** The nodes that a step reads from memory, and those that it writes. */
export const touchedBy = (step: Step): { readonly reads: NodeId[]; readonly writes: NodeId[] } => {
  const read = (source: Source): NodeId[] => (source.kind === 'view' ? [source.view.node] : []);
  switch (step.kind) {
    case 'loop':
    case 'reduce':
      return {
        reads: [
          ...step.operations.flatMap(({ sources }) => sources.flatMap(read)),
          ...step.stores.flatMap(({ source }) => read(source)),
          ...(step.kind === 'reduce' ? read(step.source) : []),
        ],
        writes: [
          ...step.stores.map(({ view }) => view.node),
          ...(step.kind === 'reduce' ? [step.output] : []),
        ],
      };
    case 'kernel':
      return { reads: [...step.inputs], writes: [step.id] };
    case 'fill':
      return { reads: [], writes: [step.id] };
  }
};

export const bytesOf = (graph: Graph, id: NodeId): number => 4 * sizeOf(graph.nodes[id]!.shape);

export interface Placement {
  readonly rootOf: (id: NodeId) => NodeId;
  /** Where temporaries and constants lie. */
  readonly fixed: ReadonlyMap<NodeId, number>;
  /** Where outputs lie, in either of two sets that take turns. */
  readonly outputs: ReadonlyMap<NodeId, readonly [number, number]>;
  /** Where the addresses of inputs and outputs of a call are written. */
  readonly table: ReadonlyMap<NodeId, number>;
  readonly scratch: number;
  readonly fault: number;
  readonly memory: readonly MemoryUse[];
}

/** Gives every node that is in memory its place. */
export const placeNodes = (
  graph: Graph,
  { steps, aliases }: Schedule,
  heap: Heap,
  threads: number,
): Placement => {
  const rootOf = (id: NodeId): NodeId => {
    const alias = aliases.get(id);
    return alias === undefined ? id : rootOf(alias);
  };
  const touched = steps.map(touchedBy);
  const lastUse = new Map<NodeId, number>();
  touched.forEach(({ reads, writes }, i) => {
    for (const id of [...reads, ...writes]) lastUse.set(rootOf(id), i);
  });
  const leaving = new Set(graph.outputs.map(rootOf));
  const isComputed = (id: NodeId): boolean => graph.nodes[id]!.kind === 'primitive';

  // Temporaries share an arena of their own: one whose last reader has run makes place for others.
  const arena = createArena();
  const offsets = new Map<NodeId, number>();
  touched.forEach(({ reads, writes }, i) => {
    for (const id of writes.map(rootOf))
      if (!leaving.has(id) && !offsets.has(id)) offsets.set(id, arena.allocate(bytesOf(graph, id)));
    for (const id of new Set([...reads, ...writes].map(rootOf)))
      if (lastUse.get(id) === i && offsets.has(id))
        arena.release(offsets.get(id)!, bytesOf(graph, id));
  });
  const temporaries = heap.allocate(arena.end());
  const fixed = new Map([...offsets].map(([id, offset]) => [id, temporaries + offset] as const));

  const constants: NodeId[] = [];
  graph.nodes.forEach((node, id) => {
    if (node.kind !== 'constant' || !lastUse.has(id)) return;
    constants.push(id);
    const address = heap.allocate(bytesOf(graph, id));
    heap.view(node.dtype as 'float32', address, sizeOf(node.shape)).set(node.value.data);
    fixed.set(id, address);
  });
  const outputs = new Map(
    [...leaving]
      .filter(isComputed)
      .map(
        (id) =>
          [id, [heap.allocate(bytesOf(graph, id)), heap.allocate(bytesOf(graph, id))]] as const,
      ),
  );
  const external = graph.nodes.flatMap((node, id) =>
    node.kind === 'input' || outputs.has(id) ? [id] : [],
  );
  const table = heap.allocate(4 * external.length + 8);
  const packing = scratchBytes(graph, steps, threads);
  const bytesOfAll = (ids: Iterable<NodeId>): number =>
    [...ids].reduce((sum, id) => sum + bytesOf(graph, id), 0);
  return {
    rootOf,
    fixed,
    outputs,
    table: new Map(external.map((id, i) => [id, table + 8 + 4 * i])),
    scratch: heap.allocate(packing),
    fault: table,
    memory: [
      { purpose: 'constants', bytes: bytesOfAll(constants) },
      {
        purpose: 'temporaries',
        bytes: arena.end(),
        withoutReuse: bytesOfAll(offsets.keys()),
      },
      { purpose: 'outputs, in two sets that take turns', bytes: 2 * bytesOfAll(outputs.keys()) },
      { purpose: 'packed matrices and partial sums', bytes: packing },
    ],
  };
};
