import type { Graph, NodeId } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { createArena } from '../arena.ts';
import type { Schedule, Source, Step } from '../steps.ts';

export const bytesOf = (graph: Graph, id: NodeId): number => 4 * sizeOf(graph.nodes[id]!.shape);

interface TouchedNodes {
  readonly reads: readonly NodeId[];
  readonly writes: readonly NodeId[];
}

/** The nodes that a step reads from memory, and those that it writes. */
export const touchedBy = (step: Step): TouchedNodes => {
  switch (step.kind) {
    case 'loop':
    case 'reduce':
      return {
        reads: [
          ...step.operations.flatMap(({ sources }) => sources.flatMap(nodesRead)),
          ...step.stores.flatMap(({ source }) => nodesRead(source)),
          ...(step.kind === 'reduce' ? nodesRead(step.source) : []),
        ],
        writes: [
          ...step.stores.map(({ view }) => view.node),
          ...(step.kind === 'reduce' ? [step.output] : []),
        ],
      };
    case 'kernel':
      return { reads: step.inputs, writes: [step.id] };
    case 'fill':
      return { reads: [], writes: [step.id] };
    case 'poison':
      return { reads: [], writes: [] };
  }
};

const nodesRead = (source: Source): readonly NodeId[] =>
  source.kind === 'view' ? [source.view.node] : [];

/** From which step to which the memory of each node is in use. */
export interface Lifetimes {
  /** The node whose memory a node's is. */
  readonly rootOf: (id: NodeId) => NodeId;
  /** What each step reads and writes, by roots. */
  readonly touched: readonly TouchedNodes[];
  /** The last step that reads or writes a root. */
  readonly lastUse: ReadonlyMap<NodeId, number>;
  /** The roots of outputs, which outlive the program's run. */
  readonly outputs: ReadonlySet<NodeId>;
}

export const lifetimesOf = (graph: Graph, { steps, aliases }: Schedule): Lifetimes => {
  const rootOf = (id: NodeId): NodeId => {
    const alias = aliases.get(id);
    return alias === undefined ? id : rootOf(alias);
  };
  const touched = steps.map(touchedBy).map(({ reads, writes }) => ({
    reads: reads.map(rootOf),
    writes: writes.map(rootOf),
  }));
  const lastUse = new Map(
    touched.flatMap(({ reads, writes }, i) =>
      [...reads, ...writes].map((id): readonly [NodeId, number] => [id, i]),
    ),
  );
  return { rootOf, touched, lastUse, outputs: new Set(graph.outputs.map(rootOf)) };
};

/** An arena that temporaries share: when the last step that uses one has run, its memory is free for others. */
export interface SharedArena {
  readonly offsets: ReadonlyMap<NodeId, number>;
  /** For each step, the temporaries whose last use it is. */
  readonly released: readonly (readonly NodeId[])[];
  readonly bytes: number;
}

export const shareArena = (
  { touched, lastUse, outputs }: Lifetimes,
  spaceOf: (id: NodeId) => number,
): SharedArena => {
  const arena = createArena();
  const offsets = new Map<NodeId, number>();
  const released = touched.map(({ reads, writes }, i): readonly NodeId[] => {
    for (const id of writes)
      if (!outputs.has(id) && !offsets.has(id)) offsets.set(id, arena.allocate(spaceOf(id)));
    const ended = [...new Set([...reads, ...writes])].filter(
      (id) => lastUse.get(id) === i && offsets.has(id),
    );
    for (const id of ended) arena.release(offsets.get(id)!, spaceOf(id));
    return ended;
  });
  return { offsets, released, bytes: arena.end() };
};
