import type { GroupProfile, Program } from '../compile/engine.ts';
import type { Graph, NodeId } from '../compile/graph.ts';
import { timeParts } from '../compile/time-parts.ts';
import type { DType, NumericArray } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { prepareKernel } from '../reference/kernels.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { HostTensor, type Tensor } from '../tensor.ts';
import { i32 } from './assembler.ts';
import type { Heap } from './heap.ts';
import { bytesOf, placeNodes, type Region, touchedBy } from './placement.ts';
import { programModule, type Sharing } from './program-code.ts';
import { scheduleOf } from './schedule.ts';
import { maySleep } from './start-worker.ts';
import type { KernelStep, Step } from './steps.ts';
import type { Team, TeamProgram } from './team.ts';

let nextProgram = 0;

/** What a program leaves behind when nobody can run it or read from it any more. */
export interface Estate {
  readonly id: number;
  readonly owner: { alive: boolean };
  readonly regions: readonly Region[];
}

interface ReadableProgram extends Program {
  readonly read: (dtype: DType, address: number, size: number) => NumericArray;
}

interface LoadedPart {
  readonly run: () => void;
  readonly steps: readonly Step[];
  readonly runner: string;
}

interface LoadedProgram {
  readonly id: number;
  readonly codeBytes: number;
  readonly parts: readonly LoadedPart[];
}

/** A place for inputs of one size. */
interface Slot {
  readonly address: number;
  holds: Tensor | undefined;
}

const requireTypes = (graph: Graph): void => {
  if (graph.nodes.some(({ dtype }) => dtype === 'float64'))
    throw new DTypeError(
      'compile: the WebAssembly engine has no float64; pass { engine: referenceEngine() }, or cast to float32',
    );
};

export interface EngineParts {
  readonly heap: Heap;
  readonly team: Team;
  readonly relaxed: boolean;
  readonly sharing: Sharing;
}

export const prepareProgram = (
  graph: Graph,
  { heap, team, relaxed, sharing }: EngineParts,
): { readonly program: Program; readonly estate: Estate } => {
  requireTypes(graph);
  const schedule = scheduleOf(graph);
  const { steps } = schedule;
  const place = placeNodes(graph, schedule, heap, team.threads);
  const { rootOf, fixed, table } = place;
  const regions = [...place.regions];
  const owner = { alive: true };

  const addressNow = (id: NodeId): number => {
    const root = rootOf(id);
    return fixed.get(root) ?? heap.words()[table.get(root)! / 4]!;
  };
  const numbersAt = (id: NodeId): NumericArray => {
    const { dtype, shape } = graph.nodes[id]!;
    return heap.view(dtype as 'float32', addressNow(id), sizeOf(shape));
  };

  /** The program as functions to be called in order, together or one for each step. */
  const load = (stepwise: boolean): LoadedProgram => {
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
      regions.push({ address: module, bytes: bytes.length });
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
  const runs = parts.map(({ run }) => run);

  const inputs = graph.nodes.flatMap((node, id) =>
    node.kind === 'input' ? [{ id, index: node.index, size: sizeOf(node.shape) }] : [],
  );
  /** Where inputs that come from outside are copied to, by size, and what is there. */
  const slots = new Map<number, Slot[]>();
  const returned: [HostTensor[], HostTensor[]] = [[], []];
  let turn: 0 | 1 = 0;

  const locate = (tensor: HostTensor): number | undefined => {
    tensor.requireAlive();
    const location = heap.located.get(tensor);
    return location?.owner.alive ? location.address : undefined;
  };

  /** Copies a tensor to where no other input of this call is. */
  const copyIn = (tensor: HostTensor, bytes: number, taken: Set<number>): number => {
    const sized = slots.get(bytes) ?? [];
    let slot = sized.find(({ address }) => !taken.has(address));
    if (slot === undefined) {
      slot = { address: heap.allocate(bytes), holds: undefined };
      regions.push({ address: slot.address, bytes });
      slots.set(bytes, [...sized, slot]);
    }
    if (slot.holds !== undefined) forget(slot.holds, slot.address);
    heap.write(slot.address, tensor);
    slot.holds = tensor;
    heap.located.set(tensor, { address: slot.address, owner });
    taken.add(slot.address);
    return slot.address;
  };

  const forget = (tensor: Tensor, address: number): void => {
    if (heap.located.get(tensor)?.address === address) heap.located.delete(tensor);
  };

  /** The addresses of all inputs: those that are in memory first, so that nothing overwrites them. */
  const placeInputs = (given: readonly Tensor[]): readonly number[] => {
    const taken = new Set<number>();
    const known = inputs.map(({ index }) => {
      const address = locate(given[index] as HostTensor);
      if (address !== undefined) taken.add(address);
      return address;
    });
    return inputs.map(({ id, index }, i) => {
      const tensor = given[index] as HostTensor;
      return known[i] ?? locate(tensor) ?? copyIn(tensor, bytesOf(graph, id), taken);
    });
  };

  /** Puts inputs where the program reads them; from here on outputs of the call before the last go. */
  const enter = (given: readonly Tensor[]): void => {
    turn = turn === 0 ? 1 : 0;
    for (const tensor of returned[turn]) {
      tensor.settle();
      heap.located.delete(tensor);
    }
    returned[turn] = [];
    const addresses = placeInputs(given);
    const words = heap.words();
    inputs.forEach(({ id }, i) => {
      words[table.get(id)! / 4] = addresses[i]!;
    });
    for (const [id, sets] of place.outputs) words[table.get(id)! / 4] = sets[turn];
    words[place.fault / 4] = 0;
  };
  const requireNoFault = (): void => {
    if (heap.words()[place.fault / 4] !== 0)
      throwFault(graph, steps, heap.view('int32', place.fault, 2));
  };

  const program: ReadableProgram = {
    read: (dtype, address, size) => heap.view(dtype as 'float32', address, size).slice(),
    run: (given) => {
      enter(given);
      for (const run of runs) run();
      requireNoFault();

      const next: HostTensor[] = [];
      const results = graph.outputs.map((id): Tensor => {
        const root = rootOf(id);
        const node = graph.nodes[root]!;
        const { shape, dtype } = graph.nodes[id]!;
        if (node.kind === 'input') return copyOf(given[node.index] as HostTensor, shape);
        if (node.kind === 'constant') return copyOf(node.value, shape);
        const address = place.outputs.get(root)![turn];
        const size = sizeOf(shape);
        // By way of the program: as long as there is something to read, it must not end.
        const tensor = HostTensor.lazy(shape, dtype, () => program.read(dtype, address, size));
        next.push(tensor);
        heap.located.set(tensor, { address, owner });
        return tensor;
      });
      returned[turn] = next;
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
          { purpose: 'inputs', bytes: inputs.reduce((sum, { size }) => sum + 4 * size, 0) },
          { purpose: 'code', bytes: codeBytes },
        ],
      };
    },
  };
  return { program, estate: { id, owner, regions } };
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
  const { node, inputs } = step as KernelStep;
  const { axis, size } = node.attributes as { readonly axis: number; readonly size?: number };
  const length = size ?? graph.nodes[inputs[0]!]!.shape[axis]!;
  throw new ArgumentError(
    `${node.primitive}: index ${fault[1]} lies outside an axis of length ${length}; indices run from 0 to ${length - 1}`,
  );
};
