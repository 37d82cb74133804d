import type { Profile, Program } from '../../compile/engine.ts';
import type { Graph } from '../../compile/graph.ts';
import { requireNoFloat64 } from '../../compile/require-no-float64.ts';
import { timeParts } from '../../compile/time-parts.ts';
import type { NumericArray } from '../../dtype.ts';
import { requireIndex } from '../../reference/indexing.ts';
import type { ConcreteTensor, Tensor } from '../../tensor.ts';
import { throwOverrun } from '../guards.ts';
import type { Heap } from '../heap.ts';
import { tileRows } from '../matmul/tile.ts';
import { scheduleOf } from '../schedule/schedule.ts';
import type { KernelStep } from '../steps.ts';
import { planStep, scratchBytes } from '../works.ts';
import { groupsOf } from './groups.ts';
import { Inputs } from './inputs.ts';
import { type EngineParts, loadProgram, type PlacedProgram } from './load.ts';
import { planMemory } from './memory-plan.ts';
import { Outputs, type ReadMemory, type Turn } from './outputs.ts';
import { checkGuards, poisonedSteps, poisonMemory } from './poisoned.ts';

/** A program in its memory. */
export interface LoadedProgram extends Omit<Program, 'free'> {
  readonly id: number;
  /** Takes its results out of the memory, which others get, and forgets its inputs. It cannot run then. */
  readonly evict: () => void;
  readonly read: ReadMemory;
}

export const prepareProgram = (graph: Graph, parts: EngineParts): LoadedProgram => {
  requireNoFloat64('WebAssembly', graph);
  return new WasmProgram(placeProgram(graph, parts), parts);
};

/** Orders the graph into steps, divides them into work, and allocates their memory. */
const placeProgram = (graph: Graph, parts: EngineParts): PlacedProgram => {
  const { heap, team, poison } = parts;
  const machine = { threads: team.threads, tileRows: tileRows(parts) };
  const schedule = scheduleOf(graph);
  const steps = schedule.steps.map((step) => planStep(step, graph, machine));
  const options = { scratch: scratchBytes(steps), guards: poison };
  const place = planMemory(graph, schedule, heap, options);
  return { graph, place, steps: poison ? poisonedSteps(steps, place.guarded) : steps };
};

class WasmProgram implements LoadedProgram {
  readonly id: number;
  readonly #placed: PlacedProgram;
  readonly #parts: EngineParts;
  readonly #inputs: Inputs;
  readonly #outputs: Outputs;
  readonly #codeBytes: number;
  readonly #heap: Heap;
  /** The index of the word that says which step failed. */
  readonly #fault: number;
  readonly #isPoisoned: boolean;
  #runs: readonly (() => void)[];
  #turn: Turn = 0;

  constructor(placed: PlacedProgram, parts: EngineParts) {
    const { graph, place } = placed;
    const { id, codeBytes, parts: loaded } = loadProgram(placed, parts, { stepwise: false });
    this.id = id;
    this.#placed = placed;
    this.#parts = parts;
    this.#inputs = new Inputs(graph, place, parts);
    // Results refer to the program, so that it does not end as long as there is something to read.
    this.#outputs = new Outputs(graph, place, parts, (...where) => this.read(...where));
    this.#codeBytes = codeBytes;
    this.#heap = parts.heap;
    this.#fault = place.fault / 4;
    this.#isPoisoned = parts.poison;
    this.#runs = loaded.map(({ run }) => run);
  }

  evict(): void {
    this.#outputs.evict(0);
    this.#outputs.evict(1);
    this.#inputs.evict();
    this.#runs = [];
  }

  read: ReadMemory = (dtype, address, size) => this.#heap.read(dtype as 'float32', address, size);

  run(given: readonly Tensor[]): readonly ConcreteTensor[] {
    this.#enter(given);
    for (const run of this.#runs) run();
    this.#requireNoFault(given);
    return this.#outputs.results(this.#turn, given);
  }

  profile(given: readonly Tensor[]): Profile {
    this.#enter(given);
    const { id, parts } = loadProgram(this.#placed, this.#parts, { stepwise: true });
    const times = timeParts(parts.map(({ run }) => run));
    this.#parts.team.drop(id);
    this.#requireNoFault(given);
    const inputBytes = this.#inputs.places.reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      groups: groupsOf(parts, times),
      memory: [
        ...this.#placed.place.memory,
        { purpose: 'inputs', bytes: inputBytes },
        { purpose: 'code', bytes: this.#codeBytes },
      ],
    };
  }

  /** Puts the inputs into the memory, and takes the results of the call before the last out of it. */
  #enter(given: readonly Tensor[]): void {
    const turn = this.#turn === 0 ? 1 : 0;
    this.#turn = turn;
    this.#outputs.evict(turn);
    this.#inputs.enter(given);
    this.#outputs.enter(turn);
    this.#heap.addresses()[this.#fault] = 0;
    if (this.#isPoisoned) poisonMemory(this.#heap, this.#placed.place.guarded, this.#inputs, turn);
  }

  #requireNoFault(given: readonly Tensor[]): void {
    if (this.#isPoisoned) checkGuards(this.#heap, this.#placed.place.guarded, this.#inputs);
    if (this.#heap.words()[this.#fault] !== 0)
      throwFault(this.#placed, this.#heap.view('int32', 4 * this.#fault, 2), given);
  }
}

/** @throws PuregradError if a step wrote past the end of a region; ArgumentError if an index was out of range. */
const throwFault = (
  { graph, steps }: PlacedProgram,
  [failed, value]: NumericArray,
  given: readonly Tensor[],
): void => {
  const { step } = steps[failed! - 1]!;
  if (step.kind === 'poison')
    throwOverrun(step.regions.find(({ address }) => (address | 0) === value)!);
  const { node, inputs } = step as KernelStep<'take' | 'scatterAdd'>;
  const { axis } = node.attributes;
  const length =
    node.primitive === 'scatterAdd' ? node.attributes.size : graph.nodes[inputs[0]!]!.shape[axis]!;
  const indices = graph.nodes[inputs[1]!]!;
  // Other indices may have given their memory to another step.
  const place =
    indices.kind === 'input' ? given[indices.index]!.data.indexOf(value as never) : undefined;
  requireIndex(node.primitive, value!, length, indices.shape, place);
};
