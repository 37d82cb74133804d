import type { MemoryUse } from '../../compile/engine.ts';
import type { Graph, NodeId } from '../../compile/graph.ts';
import { showShape, sizeOf } from '../../shape.ts';
import type { Region } from '../arena.ts';
import { type GuardedRegion, guardedBytes } from '../guards.ts';
import type { Heap } from '../heap.ts';
import type { Schedule } from '../steps.ts';
import { bytesOf, type Lifetimes, lifetimesOf, shareArena } from './lifetimes.ts';

/** The memory of a program: an address for every node that is in memory. */
export interface MemoryPlan {
  readonly rootOf: (id: NodeId) => NodeId;
  /** The addresses of temporaries and constants. */
  readonly fixed: ReadonlyMap<NodeId, number>;
  /** The addresses of outputs, in two sets that take turns. */
  readonly outputs: ReadonlyMap<NodeId, readonly [number, number]>;
  /** The words that hold the addresses of a call's inputs and outputs. */
  readonly table: ReadonlyMap<NodeId, number>;
  readonly scratch: number;
  readonly fault: number;
  /** In poisoned programs: the regions that are filled before each run, and whose guards are checked after it. */
  readonly guarded: GuardedPlaces;
  readonly memory: readonly MemoryUse[];
}

export interface GuardedPlaces {
  /** All temporaries, which have guards of their own. */
  readonly temporaries: Region;
  /** For each step, the temporaries whose last use it is. */
  readonly released: readonly (readonly GuardedRegion[])[];
  /** The outputs of each of the two sets. */
  readonly outputs: readonly [readonly GuardedRegion[], readonly GuardedRegion[]];
  readonly scratch: GuardedRegion;
  /** The regions that keep their elements: constants, and the table of addresses. */
  readonly lasting: readonly GuardedRegion[];
}

export interface MemoryOptions {
  /** The bytes of scratch memory. */
  readonly scratch: number;
  /** Whether a guard follows each region. */
  readonly guards: boolean;
}

/** Allocates the memory of a program, and writes its constants there. */
export const planMemory = (
  graph: Graph,
  schedule: Schedule,
  heap: Heap,
  options: MemoryOptions,
): MemoryPlan => new Planner(graph, lifetimesOf(graph, schedule), heap, options).plan();

/** A node with its memory. */
interface Placed {
  readonly id: NodeId;
  readonly region: GuardedRegion;
}

const addressesOf = (placed: readonly Placed[]): readonly (readonly [NodeId, number])[] =>
  placed.map(({ id, region }) => [id, region.address]);

interface PlacedTemporaries {
  readonly area: Region;
  readonly placed: readonly Placed[];
  readonly released: GuardedPlaces['released'];
  readonly use: MemoryUse;
}

class Planner {
  readonly #graph: Graph;
  readonly #lifetimes: Lifetimes;
  readonly #heap: Heap;
  readonly #options: MemoryOptions;
  /** The outputs that the program computes: others are its inputs or constants. */
  readonly #computed: readonly NodeId[];

  constructor(graph: Graph, lifetimes: Lifetimes, heap: Heap, options: MemoryOptions) {
    this.#graph = graph;
    this.#lifetimes = lifetimes;
    this.#heap = heap;
    this.#options = options;
    this.#computed = [...lifetimes.outputs].filter((id) => graph.nodes[id]!.kind === 'primitive');
  }

  plan(): MemoryPlan {
    const temporaries = this.#placeTemporaries();
    const constants = this.#placeConstants();
    const [even, odd] = [this.#placeOutputs(), this.#placeOutputs()];
    const external = this.#externalNodes();
    const words = this.#take(4 * external.length + 8, 'the table of addresses');
    const scratch = this.#take(this.#options.scratch, 'the packed matrices and partial sums');
    return {
      rootOf: this.#lifetimes.rootOf,
      fixed: new Map([...addressesOf(temporaries.placed), ...addressesOf(constants)]),
      outputs: new Map(
        even.map(({ id, region }, i) => [id, [region.address, odd[i]!.region.address]]),
      ),
      table: new Map(external.map((id, i) => [id, words.address + 8 + 4 * i])),
      scratch: scratch.address,
      fault: words.address,
      guarded: {
        temporaries: temporaries.area,
        released: temporaries.released,
        outputs: [even.map(({ region }) => region), odd.map(({ region }) => region)],
        scratch,
        lasting: [...constants.map(({ region }) => region), words],
      },
      memory: [
        { purpose: 'constants', bytes: this.#bytesOfAll(constants.map(({ id }) => id)) },
        temporaries.use,
        {
          purpose: 'outputs, in two sets that take turns',
          bytes: 2 * this.#bytesOfAll(this.#computed),
        },
        { purpose: 'packed matrices and partial sums', bytes: scratch.bytes },
      ],
    };
  }

  #placeTemporaries(): PlacedTemporaries {
    const unguarded = shareArena(this.#lifetimes, (id) => this.#bytesOf(id));
    const { offsets, released, bytes } = this.#options.guards
      ? shareArena(this.#lifetimes, (id) => guardedBytes(this.#bytesOf(id)))
      : unguarded;
    const area: Region = { address: this.#heap.allocate(bytes), bytes };
    const regionOf = (id: NodeId): GuardedRegion => ({
      address: area.address + offsets.get(id)!,
      bytes: this.#bytesOf(id),
      purpose: this.#purposeOf('the temporary', id),
    });
    const ids = [...offsets.keys()];
    return {
      area,
      placed: ids.map((id) => ({ id, region: regionOf(id) })),
      released: released.map((ended) => ended.map(regionOf)),
      use: {
        purpose: 'temporaries',
        bytes: unguarded.bytes,
        withoutReuse: this.#bytesOfAll(ids),
      },
    };
  }

  /** The constants that a step uses. */
  #placeConstants(): readonly Placed[] {
    return this.#graph.nodes.flatMap((node, id): readonly Placed[] => {
      if (node.kind !== 'constant' || !this.#lifetimes.lastUse.has(id)) return [];
      const region = this.#take(this.#bytesOf(id), this.#purposeOf('the constant', id));
      const elements = this.#heap.view(node.dtype as 'float32', region.address, sizeOf(node.shape));
      elements.set(node.value.data);
      return [{ id, region }];
    });
  }

  #placeOutputs(): readonly Placed[] {
    return this.#computed.map((id) => ({
      id,
      region: this.#take(this.#bytesOf(id), this.#purposeOf('the output', id)),
    }));
  }

  /** The nodes whose memory is another one at each call. */
  #externalNodes(): readonly NodeId[] {
    return this.#graph.nodes.flatMap((node, id) =>
      node.kind === 'input' || this.#computed.includes(id) ? [id] : [],
    );
  }

  #take(bytes: number, purpose: string): GuardedRegion {
    const address = this.#heap.allocate(this.#options.guards ? guardedBytes(bytes) : bytes);
    return { address, bytes, purpose };
  }

  #bytesOf(id: NodeId): number {
    return bytesOf(this.#graph, id);
  }

  #bytesOfAll(ids: readonly NodeId[]): number {
    return ids.reduce((sum, id) => sum + this.#bytesOf(id), 0);
  }

  /** What a node's memory is for, as messages name it. */
  #purposeOf(kind: string, id: NodeId): string {
    const node = this.#graph.nodes[id]!;
    const name = node.kind === 'primitive' ? node.primitive : node.kind;
    return `${kind} %${id}, ${name} of shape ${showShape(node.shape)}`;
  }
}
