import type { MemoryUse } from '../compile/engine.ts';
import type { Graph, NodeId } from '../compile/graph.ts';
import { showShape, sizeOf } from '../shape.ts';
import { createArena, type Region } from './arena.ts';
import { type GuardedRegion, guardedBytes } from './guards.ts';
import type { Heap } from './heap.ts';
import { scratchBytes } from './program-code.ts';
import type { Schedule, Source, Step } from './steps.ts';

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
    case 'poison':
      return { reads: [], writes: [] };
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
  /** Of poisoned programs: what is filled before each run, and whose guards are looked at after it. */
  readonly guarded: GuardedPlaces;
  readonly memory: readonly MemoryUse[];
}

export interface GuardedPlaces {
  /** All temporaries, which have guards of their own. */
  readonly temporaries: Region;
  /** For each step, the temporaries whose last use it is. */
  readonly released: readonly (readonly GuardedRegion[])[];
  /** Of each set that takes turns. */
  readonly outputs: readonly [readonly GuardedRegion[], readonly GuardedRegion[]];
  readonly scratch: GuardedRegion;
  /** What keeps its elements: constants, and the table of addresses. */
  readonly lasting: readonly GuardedRegion[];
}

/** What a node's memory is for, to be shown to people. */
const purposeOf = (graph: Graph, id: NodeId, kind: string): string => {
  const node = graph.nodes[id]!;
  const name = node.kind === 'primitive' ? node.primitive : node.kind;
  return `${kind} %${id}, ${name} of shape ${showShape(node.shape)}`;
};

/** Gives every node that is in memory its place; with `guards`, each has one behind it. */
export const placeNodes = (
  graph: Graph,
  { steps, aliases }: Schedule,
  heap: Heap,
  threads: number,
  guards: boolean,
): Placement => {
  const rootOf = (id: NodeId): NodeId => {
    const alias = aliases.get(id);
    return alias === undefined ? id : rootOf(alias);
  };
  const placed = (bytes: number): number => (guards ? guardedBytes(bytes) : bytes);
  const takeGuarded = (bytes: number, purpose: string): GuardedRegion => ({
    address: heap.allocate(placed(bytes)),
    bytes,
    purpose,
  });
  const touched = steps.map(touchedBy);
  const lastUse = new Map<NodeId, number>();
  touched.forEach(({ reads, writes }, i) => {
    for (const id of [...reads, ...writes]) lastUse.set(rootOf(id), i);
  });
  const leaving = new Set(graph.outputs.map(rootOf));
  const isComputed = (id: NodeId): boolean => graph.nodes[id]!.kind === 'primitive';

  // Temporaries share an arena of their own: one whose last reader has run makes place for others.
  const share = (spaceOf: (id: NodeId) => number) => {
    const arena = createArena();
    const offsets = new Map<NodeId, number>();
    const released = touched.map(({ reads, writes }, i): readonly NodeId[] => {
      for (const id of writes.map(rootOf))
        if (!leaving.has(id) && !offsets.has(id)) offsets.set(id, arena.allocate(spaceOf(id)));
      const ended = [...new Set([...reads, ...writes].map(rootOf))].filter(
        (id) => lastUse.get(id) === i && offsets.has(id),
      );
      for (const id of ended) arena.release(offsets.get(id)!, spaceOf(id));
      return ended;
    });
    return { offsets, released, bytes: arena.end() };
  };
  const unguarded = share((id) => bytesOf(graph, id));
  const { offsets, released, bytes } = guards
    ? share((id) => guardedBytes(bytesOf(graph, id)))
    : unguarded;
  const temporaries = { address: heap.allocate(bytes), bytes };
  const fixed = new Map(
    [...offsets].map(([id, offset]) => [id, temporaries.address + offset] as const),
  );

  const lasting: GuardedRegion[] = [];
  const constants: NodeId[] = [];
  graph.nodes.forEach((node, id) => {
    if (node.kind !== 'constant' || !lastUse.has(id)) return;
    constants.push(id);
    const region = takeGuarded(bytesOf(graph, id), purposeOf(graph, id, 'the constant'));
    const { address } = region;
    lasting.push(region);
    heap.view(node.dtype as 'float32', address, sizeOf(node.shape)).set(node.value.data);
    fixed.set(id, address);
  });
  const computed = [...leaving].filter(isComputed);
  const takeOutputs = (): readonly GuardedRegion[] =>
    computed.map((id) => takeGuarded(bytesOf(graph, id), purposeOf(graph, id, 'the output')));
  const [even, odd] = [takeOutputs(), takeOutputs()];
  const outputs = new Map(
    computed.map((id, i) => [id, [even[i]!.address, odd[i]!.address]] as const),
  );
  const external = graph.nodes.flatMap((node, id) =>
    node.kind === 'input' || outputs.has(id) ? [id] : [],
  );
  const words = takeGuarded(4 * external.length + 8, 'the table of addresses');
  const table = words.address;
  lasting.push(words);
  const packing = scratchBytes(graph, steps, threads);
  const scratch = takeGuarded(packing, 'the packed matrices and partial sums');
  const bytesOfAll = (ids: Iterable<NodeId>): number =>
    [...ids].reduce((sum, id) => sum + bytesOf(graph, id), 0);
  return {
    rootOf,
    fixed,
    outputs,
    table: new Map(external.map((id, i) => [id, table + 8 + 4 * i])),
    scratch: scratch.address,
    fault: table,
    guarded: {
      temporaries,
      released: released.map((ended) =>
        ended.map((id) => ({
          address: fixed.get(id)!,
          bytes: bytesOf(graph, id),
          purpose: purposeOf(graph, id, 'the temporary'),
        })),
      ),
      outputs: [even, odd],
      scratch,
      lasting,
    },
    memory: [
      { purpose: 'constants', bytes: bytesOfAll(constants) },
      {
        purpose: 'temporaries',
        bytes: unguarded.bytes,
        withoutReuse: bytesOfAll(offsets.keys()),
      },
      { purpose: 'outputs, in two sets that take turns', bytes: 2 * bytesOfAll(outputs.keys()) },
      { purpose: 'packed matrices and partial sums', bytes: packing },
    ],
  };
};
