import type { Graph } from '../../compile/graph.ts';
import type { Placement } from '../../tensor.ts';
import { i32 } from '../assembler.ts';
import type { MemoryMap } from '../code-context.ts';
import type { Heap } from '../heap.ts';
import { maySleep } from '../start-worker.ts';
import type { Step } from '../steps.ts';
import type { Team, TeamProgram } from '../team.ts';
import type { PlannedStep } from '../works.ts';
import type { MemoryPlan } from './memory-plan.ts';
import { type ProgramPart, programModule } from './module.ts';
import type { Sharing } from './sharing.ts';

/** What programs are made with. */
export interface EngineParts {
  /** The heap of the program: what it allocates there is free again when the program ends. */
  readonly heap: Heap;
  readonly owner: Placement['owner'];
  readonly team: Team;
  readonly relaxed: boolean;
  readonly sharing: Sharing;
  readonly poison: boolean;
}

/** A program that has its memory. */
export interface PlacedProgram {
  readonly graph: Graph;
  readonly steps: readonly PlannedStep[];
  readonly place: MemoryPlan;
}

export interface LoadedPart {
  readonly run: () => void;
  readonly steps: readonly Step[];
  readonly runner: string;
}

export interface LoadedParts {
  readonly id: number;
  readonly codeBytes: number;
  /** Functions to be called in order. */
  readonly parts: readonly LoadedPart[];
}

let nextProgram = 0;

/** Compiles a program, as one function or one for each step. */
export const loadProgram = (
  { graph, steps, place }: PlacedProgram,
  { heap, team, relaxed, sharing }: EngineParts,
  { stepwise }: { readonly stepwise: boolean },
): LoadedParts => {
  const { bytes, parts } = programModule(
    graph,
    steps,
    memoryMap(place),
    { ...team, sharing, mainSleeps: maySleep() },
    { relaxed, stepwise },
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory: heap.memory, stalled: team.stalled },
  });
  const id = nextProgram++;
  const isShared = parts.some((part) => part.isShared);
  const shared = isShared ? giveToTeam(id, bytes, heap, team) : undefined;
  const load = ({ isShared, steps }: ProgramPart, index: number): LoadedPart => {
    const call = exports[`run${index}`] as (thread: number, threads: number) => void;
    return isShared
      ? { run: () => team.run(shared!, index, call), steps, runner: `${team.threads} threads` }
      : { run: () => call(0, 1), steps, runner: '1 thread' };
  };
  return { id, codeBytes: bytes.length, parts: parts.map(load) };
};

/** Addresses as code: those of inputs and outputs are read from the table. */
const memoryMap = ({ rootOf, fixed, table, scratch, fault }: MemoryPlan): MemoryMap => ({
  addressOf: (id) => {
    const root = rootOf(id);
    const address = fixed.get(root);
    return address === undefined ? i32.load(i32.const(table.get(root)!)) : i32.const(address);
  },
  scratch,
  fault,
});

/** Writes the code to memory, where the other threads find it. */
const giveToTeam = (id: number, bytes: Uint8Array, heap: Heap, team: Team): TeamProgram => {
  const module = heap.allocate(bytes.length);
  new Uint8Array(heap.memory.buffer, module, bytes.length).set(bytes);
  team.start();
  return { id, module, moduleBytes: bytes.length };
};
