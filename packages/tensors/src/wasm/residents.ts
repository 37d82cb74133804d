import type { Program } from '../compile/engine.ts';
import type { Graph } from '../compile/graph.ts';
import type { Region } from './arena.ts';
import type { Heap } from './heap.ts';
import type { LoadedProgram } from './program/program.ts';
import type { Team } from './team.ts';

/** The memory of a program, to be released when the program cannot be run or read from any more. */
interface Leftovers {
  readonly owner: { alive: boolean };
  readonly regions: readonly Region[];
  readonly id: number;
}

/** A program that has memory in the heap. */
interface Resident {
  readonly program: WeakRef<LoadedProgram>;
  readonly leftovers: Leftovers;
  /** The number of the last run, among those of all programs. */
  lastRun: number;
}

/** A resident, and its program, which must not be collected. */
interface HeldProgram {
  readonly program: LoadedProgram;
  readonly resident: Resident;
}

interface ResidentsOptions {
  readonly heap: Heap;
  readonly team: Pick<Team, 'drop'>;
  /** The bytes that all programs may have before the one that ran longest ago is moved out. */
  readonly mostBytes: number;
  readonly load: (graph: Graph, heap: Heap, owner: Leftovers['owner']) => LoadedProgram;
}

/**
 * Programs that share a heap. Their memory is free again when they are freed, when they have been collected as garbage,
 * and when other programs need it: then the one that ran longest ago is moved out, with its results, and loaded again
 * when it runs again. The garbage collector alone is not enough: it reports what it has collected in a later turn of the
 * event loop, which a loop of calls does not come to.
 *
 * In this way programs that are made and forgotten do not fill the heap. Programs that take turns are moved out only a
 * few times: each one that comes back raises the limit for all by its size.
 */
export class Residents {
  readonly #options: ResidentsOptions;
  readonly #residents = new Set<Resident>();
  readonly #collected = new FinalizationRegistry<Resident>((resident) => this.#end(resident));
  #limit: number;
  #runs = 0;
  #running: Resident | undefined;

  constructor(options: ResidentsOptions) {
    this.#options = options;
    this.#limit = options.mostBytes;
  }

  prepare = (graph: Graph): Program => {
    let entered = this.#enter(graph);
    let isFreed = false;
    const use = <T>(work: (program: LoadedProgram) => T): T => {
      if (!entered.resident.leftovers.owner.alive) {
        if (!isFreed) this.#raiseLimit(entered.resident.leftovers);
        entered = this.#enter(graph);
        isFreed = false;
      }
      const { program, resident } = entered;
      resident.lastRun = ++this.#runs;
      this.#running = resident;
      try {
        return work(program);
      } finally {
        this.#running = undefined;
      }
    };
    return {
      run: (inputs) => use((program) => program.run(inputs)),
      profile: (inputs) => use((program) => program.profile(inputs)),
      free: () => {
        isFreed = true;
        this.#end(entered.resident);
      },
    };
  };

  /** Loads a program. */
  #enter(graph: Graph): HeldProgram {
    const regions: Region[] = [];
    const allocate = (bytes: number): number => {
      const address = this.#allocate(bytes);
      regions.push({ address, bytes });
      return address;
    };
    const owner = { alive: true };
    try {
      const { heap, load } = this.#options;
      const program = load(graph, { ...heap, allocate }, owner);
      const leftovers = { owner, regions, id: program.id };
      const lastRun = ++this.#runs;
      const resident: Resident = { program: new WeakRef(program), leftovers, lastRun };
      this.#residents.add(resident);
      this.#collected.register(program, resident);
      return { program, resident };
    } catch (error) {
      this.#release(regions);
      throw error;
    }
  }

  #allocate(bytes: number): number {
    const { heap } = this.#options;
    while (heap.used() + bytes > this.#limit && this.#endOldest());
    for (;;)
      try {
        return heap.allocate(bytes);
      } catch (error) {
        if (!this.#endOldest()) throw error;
      }
  }

  /** Moves out the program that ran longest ago, and returns whether there was one. */
  #endOldest(): boolean {
    let oldest: Resident | undefined;
    for (const resident of this.#residents)
      if (resident !== this.#running && (oldest === undefined || resident.lastRun < oldest.lastRun))
        oldest = resident;
    if (oldest !== undefined) this.#end(oldest);
    return oldest !== undefined;
  }

  #end(resident: Resident): void {
    if (!this.#residents.delete(resident)) return;
    resident.program.deref()?.evict();
    const { owner, regions, id } = resident.leftovers;
    owner.alive = false;
    this.#release(regions);
    this.#options.team.drop(id);
  }

  #release(regions: readonly Region[]): void {
    for (const { address, bytes } of regions) this.#options.heap.release(address, bytes);
  }

  #raiseLimit({ regions }: Leftovers): void {
    this.#limit += regions.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
