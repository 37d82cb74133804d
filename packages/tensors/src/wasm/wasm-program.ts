import type { GroupProfile, Program } from '../compile/engine.ts';
import type { Graph, NodeId } from '../compile/graph.ts';
import { JUNK } from '../compile/poison.ts';
import { timeParts } from '../compile/time-parts.ts';
import type { DType, NumericArray } from '../dtype.ts';
import { reusedElementsOf } from '../elements.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { prepareKernel } from '../reference/kernels.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { HostTensor, type Residence, type Tensor } from '../tensor.ts';
import { i32 } from './assembler.ts';
import {
  checkGuard,
  type GuardedRegion,
  guardedBytes,
  poisonAll,
  poisonBehind,
  poisonPadding,
  throwOverrun,
} from './guards.ts';
import type { Heap } from './heap.ts';
import { bytesOf, placeNodes, touchedBy } from './placement.ts';
import { programModule, type Sharing } from './program-code.ts';
import { scheduleOf } from './schedule/schedule.ts';
import { maySleep } from './start-worker.ts';
import type { KernelStep, Step } from './steps.ts';
import type { Team, TeamProgram } from './team.ts';

let nextProgram = 0;

interface LoadedPart {
  readonly run: () => void;
  readonly steps: readonly Step[];
  readonly runner: string;
}

interface LoadedParts {
  readonly id: number;
  readonly codeBytes: number;
  readonly parts: readonly LoadedPart[];
}

/** A place for inputs of one size. */
interface Slot extends Residence {
  holds: HostTensor | undefined;
}

/** How many inputs of a size may stay in the memory, for calls that take turns with a few. */
const mostSlots = (bytes: number): number => (bytes <= 2 ** 16 ? 8 : 1);

/** What a program returns: what it has computed, in either of two places, or what it was given. */
type Output =
  | {
      readonly kind: 'computed';
      readonly residences: readonly [Residence, Residence];
      readonly shape: Shape;
      readonly dtype: DType;
    }
  | { readonly kind: 'input'; readonly index: number; readonly shape: Shape }
  | { readonly kind: 'constant'; readonly value: HostTensor; readonly shape: Shape };

/** A program in its memory. */
export interface LoadedProgram extends Omit<Program, 'free'> {
  readonly id: number;
  /** Takes its results out of the memory, which others get, and forgets what it was given. It cannot run then. */
  readonly moveOut: () => void;
  readonly read: (dtype: DType, address: number, size: number) => NumericArray;
}

const requireTypes = (graph: Graph): void => {
  if (graph.nodes.some(({ dtype }) => dtype === 'float64'))
    throw new DTypeError(
      'compile: the WebAssembly engine has no float64; pass { engine: referenceEngine() }, or cast to float32',
    );
};

export interface EngineParts {
  /** Where all that is allocated is the program's, and free again when it ends. */
  readonly heap: Heap;
  readonly owner: Residence['owner'];
  readonly team: Team;
  readonly relaxed: boolean;
  readonly sharing: Sharing;
  readonly poison: boolean;
}

export const prepareProgram = (
  graph: Graph,
  { heap, owner, team, relaxed, sharing, poison }: EngineParts,
): LoadedProgram => {
  requireTypes(graph);
  const schedule = scheduleOf(graph);
  const place = placeNodes(graph, schedule, heap, team.threads, poison);
  const { rootOf, fixed, table, guarded } = place;
  const steps = poison
    ? schedule.steps.flatMap((step, i): readonly Step[] => [
        step,
        { kind: 'poison', regions: guarded.released[i]! },
      ])
    : schedule.steps;

  const addressNow = (id: NodeId): number => {
    const root = rootOf(id);
    return fixed.get(root) ?? heap.addresses()[table.get(root)! / 4]!;
  };
  const numbersAt = (id: NodeId): NumericArray => {
    const { dtype, shape } = graph.nodes[id]!;
    return heap.view(dtype as 'float32', addressNow(id), sizeOf(shape));
  };

  /** The program as functions to be called in order, together or one for each step. */
  const load = (stepwise: boolean): LoadedParts => {
    const { bytes, parts } = programModule(
      graph,
      steps,
      {
        addressOf: (id) => {
          const root = rootOf(id);
          const address = fixed.get(root);
          return address === undefined ? i32.load(i32.const(table.get(root)!)) : i32.const(address);
        },
        scratch: place.scratch,
        fault: place.fault,
      },
      { ...team, sharing, mainSleeps: maySleep() },
      { relaxed, stepwise },
    );
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory: heap.memory, stalled: team.stalled },
    });
    const id = nextProgram++;
    const forTeam = (): TeamProgram => {
      const module = heap.allocate(bytes.length);
      new Uint8Array(heap.memory.buffer, module, bytes.length).set(bytes);
      team.start();
      return { id, module, moduleBytes: bytes.length };
    };
    const isShared = parts.some((part) => part.kind === 'stretch' && part.isShared);
    const shared = isShared ? forTeam() : undefined;
    return {
      id,
      codeBytes: bytes.length,
      parts: parts.map((part): LoadedPart => {
        if (part.kind === 'host')
          return {
            run: hostRun(graph, part.step, numbersAt),
            steps: [part.step],
            runner: 'TypeScript',
          };
        const call = exports[`run${part.number}`] as (thread: number, threads: number) => void;
        return part.isShared
          ? {
              run: () => team.run(shared!, part.number, call),
              steps: part.steps,
              runner: `${team.threads} threads`,
            }
          : { run: () => call(0, 1), steps: part.steps, runner: '1 thread' };
      }),
    };
  };
  const { id, parts, codeBytes } = load(false);
  let runs = parts.map(({ run }) => run);

  const wordOf = (id: NodeId): number => table.get(id)! / 4;
  const inputs = graph.nodes.flatMap((node, id) =>
    node.kind === 'input'
      ? [{ index: node.index, word: wordOf(id), bytes: bytesOf(graph, id) }]
      : [],
  );
  const outputWords = [...place.outputs].map(([id, addresses]) => ({
    word: wordOf(id),
    addresses,
  }));
  /** Where inputs that come from outside are copied to, by size, and what is there. */
  const slots = new Map<number, Slot[]>();
  const copies: GuardedRegion[] = [];
  const returned: [readonly HostTensor[], readonly HostTensor[]] = [[], []];
  let turn: 0 | 1 = 0;

  const isAtHand = (residence: Residence | undefined): residence is Residence =>
    residence !== undefined && residence.heap === heap.memory && residence.owner.alive;

  const newSlot = (bytes: number): Slot => {
    const address = heap.allocate(poison ? guardedBytes(bytes) : bytes);
    copies.push({ address, bytes, purpose: 'the copy of an input' });
    return { heap: heap.memory, address, owner, holds: undefined };
  };

  /** Copies a tensor to where no other input of this call is. */
  const copyIn = (tensor: HostTensor, bytes: number, given: readonly Tensor[]): Residence => {
    const sized = slots.get(bytes) ?? [];
    // The one that was filled first, if there are enough.
    const old =
      sized.length < mostSlots(bytes)
        ? -1
        : sized.findIndex(({ holds }) => !given.includes(holds!));
    const [slot] = old < 0 ? [newSlot(bytes)] : (sized.splice(old, 1) as [Slot]);
    sized.push(slot);
    slots.set(bytes, sized);
    slot.holds?.leave(slot);
    heap.write(slot.address, tensor);
    slot.holds = tensor;
    tensor.reside(slot);
    return slot;
  };

  /** Puts inputs where the program reads them; from here on outputs of the call before the last go. */
  const enter = (given: readonly Tensor[]): void => {
    turn = turn === 0 ? 1 : 0;
    leaveTurn(turn);
    // A copy may take memory from another program, whose results then are at hand no more.
    for (let areAtHand = false; !areAtHand; ) {
      areAtHand = true;
      const words = heap.addresses();
      for (const { index, word } of inputs) {
        const tensor = given[index] as HostTensor;
        tensor.requireAlive();
        const { residence } = tensor;
        if (isAtHand(residence)) words[word] = residence.address;
        else areAtHand = false;
      }
      if (areAtHand) break;
      for (const { index, bytes } of inputs) {
        const tensor = given[index] as HostTensor;
        if (!isAtHand(tensor.residence)) copyIn(tensor, bytes, given);
      }
    }
    const words = heap.addresses();
    for (const { word, addresses } of outputWords) words[word] = addresses[turn];
    words[place.fault / 4] = 0;
    if (poison) poisonMemory();
  };
  /** Junk in all that this run writes, and behind all that it reads. */
  const poisonMemory = (): void => {
    const { temporaries, scratch, lasting } = guarded;
    heap.words().fill(JUNK, temporaries.address / 4, (temporaries.address + temporaries.bytes) / 4);
    for (const region of [scratch, ...guarded.outputs[turn]]) poisonAll(heap, region);
    for (const region of [...lasting, ...copies, ...guarded.outputs[1 - turn]!])
      poisonBehind(heap, region);
    for (const { word, bytes } of inputs)
      poisonPadding(heap, { address: heap.addresses()[word]!, bytes });
  };
  const requireNoFault = (): void => {
    if (poison) {
      const { scratch, lasting, outputs } = guarded;
      for (const region of [scratch, ...lasting, ...copies, ...outputs.flat()])
        checkGuard(heap, region);
    }
    if (heap.words()[place.fault / 4] !== 0)
      throwFault(graph, steps, heap.view('int32', place.fault, 2));
  };

  const residenceAt = (address: number, dtype: DType, size: number): Residence => {
    // By way of the program: as long as there is something to read, it must not end.
    const read = (): NumericArray => program.read(dtype, address, size);
    const elements = reusedElementsOf({
      get data() {
        return read();
      },
    });
    return { heap: heap.memory, address, owner, read, elements };
  };
  const outputs = graph.outputs.map((id): Output => {
    const root = rootOf(id);
    const node = graph.nodes[root]!;
    const { shape, dtype } = graph.nodes[id]!;
    if (node.kind === 'input') return { kind: 'input', index: node.index, shape };
    if (node.kind === 'constant') return { kind: 'constant', value: node.value, shape };
    const [even, odd] = place.outputs.get(root)!;
    const size = sizeOf(shape);
    const residences = [residenceAt(even, dtype, size), residenceAt(odd, dtype, size)] as const;
    return { kind: 'computed', residences, shape, dtype };
  });
  const outputOf = (output: Output, given: readonly Tensor[]): HostTensor => {
    switch (output.kind) {
      case 'computed':
        return HostTensor.resident(output.shape, output.dtype, output.residences[turn]);
      case 'input':
        return copyOf(given[output.index] as HostTensor, output.shape);
      case 'constant':
        return copyOf(output.value, output.shape);
    }
  };

  const leaveTurn = (which: 0 | 1): void => {
    const gone = returned[which];
    for (let i = 0; i < gone.length; i++) {
      const output = outputs[i]!;
      if (output.kind === 'computed') gone[i]!.leave(output.residences[which]);
    }
    returned[which] = [];
  };

  const program: LoadedProgram = {
    id,
    moveOut: () => {
      leaveTurn(0);
      leaveTurn(1);
      for (const sized of slots.values()) for (const slot of sized) slot.holds?.leave(slot);
      slots.clear();
      runs = [];
    },
    read: (dtype, address, size) => heap.read(dtype as 'float32', address, size),
    run: (given) => {
      enter(given);
      for (const run of runs) run();
      requireNoFault();
      const results = outputs.map((output) => outputOf(output, given));
      returned[turn] = results;
      return results;
    },
    profile: (given) => {
      enter(given);
      const loaded = load(true);
      const times = timeParts(loaded.parts.map(({ run }) => run));
      team.drop(loaded.id);
      requireNoFault();
      return {
        groups: groupsOf(loaded.parts, times),
        memory: [
          ...place.memory,
          { purpose: 'inputs', bytes: inputs.reduce((sum, { bytes }) => sum + bytes, 0) },
          { purpose: 'code', bytes: codeBytes },
        ],
      };
    },
  };
  return program;
};

/** The parts of a stepwise program with what they compute; copies into the same node are one group. */
const groupsOf = (
  parts: readonly LoadedPart[],
  times: readonly number[],
): readonly GroupProfile[] => {
  const groups: GroupProfile[] = [];
  parts.forEach(({ steps, runner }, i) => {
    const writes = [...new Set(steps.flatMap((step) => touchedBy(step).writes))];
    const fused = steps.flatMap((step) =>
      step.kind === 'loop' || step.kind === 'reduce' ? step.operations.map(({ id }) => id) : [],
    );
    const nodes = [...new Set([...fused, ...writes])].sort((a, b) => a - b);
    const milliseconds = times[i]!;
    const last = groups.at(-1);
    if (last !== undefined && nodes.every((id) => last.nodes.includes(id)))
      groups[groups.length - 1] = { ...last, milliseconds: last.milliseconds + milliseconds };
    else groups.push({ nodes, writes, runner, milliseconds });
  });
  return groups;
};

/** An input or a constant that leaves: a tensor of its own, for either may be donated. */
const copyOf = (tensor: HostTensor, shape: Shape): HostTensor =>
  tensor.splat === undefined
    ? HostTensor.of(shape, tensor.dtype, tensor.data.slice())
    : HostTensor.splat(shape, tensor.dtype, tensor.splat);

/** A step that the reference kernels run, on views of the memory. */
const hostRun = (
  graph: Graph,
  { node, id, inputs }: KernelStep,
  numbersAt: (id: NodeId) => NumericArray,
): (() => void) => {
  const kernel = prepareKernel(
    node.primitive,
    node.attributes,
    node.inputs.map((input) => graph.nodes[input]!),
    node,
  );
  return () => kernel(inputs.map(numbersAt), numbersAt(id));
};

const throwFault = (graph: Graph, steps: readonly Step[], fault: NumericArray): void => {
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
