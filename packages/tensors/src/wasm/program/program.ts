import type { Program } from '../../compile/engine.ts';
import type { Graph } from '../../compile/graph.ts';
import { timeParts } from '../../compile/time-parts.ts';
import type { NumericArray } from '../../dtype.ts';
import { ArgumentError, DTypeError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { throwOverrun } from '../guards.ts';
import { placeNodes } from '../placement.ts';
import { scheduleOf } from '../schedule/schedule.ts';
import type { KernelStep } from '../steps.ts';
import { compileProgram, type EngineParts, type PlacedProgram } from './compile.ts';
import { groupsOf } from './groups.ts';
import { Inputs } from './inputs.ts';
import { Outputs, type ReadMemory, type Turn } from './outputs.ts';
import { checkGuards, poisonedSteps, poisonMemory } from './poisoned.ts';

/** A program in its memory. */
export interface LoadedProgram extends Omit<Program, 'free'> {
  readonly id: number;
  /** Takes its results out of the memory, which others get, and forgets what it was given. It cannot run then. */
  readonly moveOut: () => void;
  readonly read: ReadMemory;
}

const requireTypes = (graph: Graph): void => {
  if (graph.nodes.some(({ dtype }) => dtype === 'float64'))
    throw new DTypeError(
      'compile: the WebAssembly engine has no float64; pass { engine: referenceEngine() }, or cast to float32',
    );
};

export const prepareProgram = (graph: Graph, parts: EngineParts): LoadedProgram => {
  requireTypes(graph);
  const { heap, team, poison } = parts;
  const schedule = scheduleOf(graph);
  const place = placeNodes(graph, schedule, heap, team.threads, poison);
  const steps = poison ? poisonedSteps(schedule, place.guarded) : schedule.steps;
  const placed: PlacedProgram = { graph, steps, place };
  const loaded = compileProgram(placed, parts, { stepwise: false });
  let runs = loaded.parts.map(({ run }) => run);

  const inputs = new Inputs(graph, place, parts);
  // By way of the program: as long as there is something to read, it must not end.
  const outputs = new Outputs(graph, place, parts, (...where) => program.read(...where));
  let turn: Turn = 0;

  /** From here on the results of the call before the last are out of the memory. */
  const enter = (given: readonly Tensor[]): void => {
    turn = turn === 0 ? 1 : 0;
    outputs.leave(turn);
    inputs.enter(given);
    outputs.enter(turn);
    heap.addresses()[place.fault / 4] = 0;
    if (poison) poisonMemory(heap, place.guarded, inputs, turn);
  };
  const requireNoFault = (): void => {
    if (poison) checkGuards(heap, place.guarded, inputs);
    if (heap.words()[place.fault / 4] !== 0) throwFault(placed, heap.view('int32', place.fault, 2));
  };

  const program: LoadedProgram = {
    id: loaded.id,
    moveOut: () => {
      outputs.leave(0);
      outputs.leave(1);
      inputs.leave();
      runs = [];
    },
    read: (dtype, address, size) => heap.read(dtype as 'float32', address, size),
    run: (given) => {
      enter(given);
      for (const run of runs) run();
      requireNoFault();
      return outputs.results(turn, given);
    },
    profile: (given) => {
      enter(given);
      const { id, parts: stepwise } = compileProgram(placed, parts, { stepwise: true });
      const times = timeParts(stepwise.map(({ run }) => run));
      team.drop(id);
      requireNoFault();
      return {
        groups: groupsOf(stepwise, times),
        memory: [
          ...place.memory,
          {
            purpose: 'inputs',
            bytes: inputs.places.reduce((sum, { bytes }) => sum + bytes, 0),
          },
          { purpose: 'code', bytes: loaded.codeBytes },
        ],
      };
    },
  };
  return program;
};

const throwFault = ({ graph, steps }: PlacedProgram, fault: NumericArray): void => {
  const step = steps[fault[0]! - 1]!;
  if (step.kind === 'poison')
    throwOverrun(step.regions.find(({ address }) => (address | 0) === fault[1])!);
  const { node, inputs } = step as KernelStep;
  const { axis, size } = node.attributes as { readonly axis: number; readonly size?: number };
  const length = size ?? graph.nodes[inputs[0]!]!.shape[axis]!;
  throw new ArgumentError(
    `${node.primitive}: index ${fault[1]} lies outside an axis of length ${length}; indices run from 0 to ${length - 1}`,
  );
};
