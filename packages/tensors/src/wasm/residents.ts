import type { Program } from '../compile/engine.ts';
import type { Graph } from '../compile/graph.ts';
import type { Region } from './arena.ts';
import type { Heap } from './heap.ts';
import type { LoadedProgram } from './program/program.ts';
import type { Team } from './team.ts';

/** What a program leaves behind when nobody can run it or read from it any more. */
interface Estate {
  readonly owner: { alive: boolean };
  readonly regions: readonly Region[];
  readonly id: number;
}

/** A program that has memory in the heap. */
interface Resident {
  readonly program: WeakRef<LoadedProgram>;
  readonly estate: Estate;
  /** When it ran last, by the number of runs. */
  lastRun: number;
}

interface House {
  readonly heap: Heap;
  readonly team: Pick<Team, 'drop'>;
  /** How many bytes programs may have together before the one that ran longest ago is moved out. */
  readonly mostBytes: number;
  readonly load: (graph: Graph, heap: Heap, owner: Estate['owner']) => LoadedProgram;
}

/**
 * Programs that share a heap. Their memory is free again when they are freed, when they have been
 * collected as garbage, and when others need it: then the one that ran longest ago is moved out, with its
 * results, and loaded again when it runs again. The collector alone would not do: it tells of what it has
 * collected in a later turn of the event loop, which a loop of calls does not come to.
 *
 * Programs that are made and forgotten so do not fill the heap. Those that take turns are not moved out for
 * long: each one that comes back raises what all may have by its size.
 */
export const createResidents = ({
  heap,
  team,
  mostBytes,
  load,
}: House): { readonly prepare: (graph: Graph) => Program } => {
  const residents = new Set<Resident>();
  let limit = mostBytes;
  let runs = 0;
  let running: Resident | undefined;

  const release = ({ owner, regions, id }: Estate): void => {
    owner.alive = false;
    for (const { address, bytes } of regions) heap.release(address, bytes);
    team.drop(id);
  };
  const end = (resident: Resident): void => {
    if (!residents.delete(resident)) return;
    resident.program.deref()?.moveOut();
    release(resident.estate);
  };
  const collected = new FinalizationRegistry<Resident>(end);

  /** Whether there was one to move out. */
  const endOldest = (): boolean => {
    let oldest: Resident | undefined;
    for (const resident of residents)
      if (resident !== running && (oldest === undefined || resident.lastRun < oldest.lastRun))
        oldest = resident;
    if (oldest !== undefined) end(oldest);
    return oldest !== undefined;
  };
  const allocate = (bytes: number): number => {
    while (heap.used() + bytes > limit && endOldest());
    for (;;)
      try {
        return heap.allocate(bytes);
      } catch (error) {
        if (!endOldest()) throw error;
      }
  };

  const enter = (graph: Graph) => {
    const regions: Region[] = [];
    const own: Heap = {
      ...heap,
      allocate: (bytes) => {
        const address = allocate(bytes);
        regions.push({ address, bytes });
        return address;
      },
    };
    const owner = { alive: true };
    try {
      const program = load(graph, own, owner);
      const estate = { owner, regions, id: program.id };
      const resident = { program: new WeakRef(program), estate, lastRun: ++runs };
      residents.add(resident);
      collected.register(program, resident);
      return { program, resident };
    } catch (error) {
      for (const { address, bytes } of regions) heap.release(address, bytes);
      throw error;
    }
  };

  return {
    prepare: (graph) => {
      let entered = enter(graph);
      let isFreed = false;
      const use = <T>(work: (program: LoadedProgram) => T): T => {
        const { owner, regions } = entered.resident.estate;
        if (!owner.alive) {
          if (!isFreed) limit += regions.reduce((sum, { bytes }) => sum + bytes, 0);
          entered = enter(graph);
          isFreed = false;
        }
        entered.resident.lastRun = ++runs;
        running = entered.resident;
        try {
          return work(entered.program);
        } finally {
          running = undefined;
        }
      };
      return {
        run: (inputs) => use((program) => program.run(inputs)),
        profile: (inputs) => use((program) => program.profile(inputs)),
        free: () => {
          isFreed = true;
          end(entered.resident);
        },
      };
    },
  };
};
