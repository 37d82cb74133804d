import type { Engine, Program } from '../compile/engine.ts';
import type { Graph, NodeId } from '../compile/graph.ts';
import type { DType, NumericArray } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { prepareKernel } from '../reference/kernels.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { HostTensor, type Tensor } from '../tensor.ts';
import { createArena } from './arena.ts';
import { i32 } from './assembler.ts';
import { hasFusedMultiplyAdd, hasSimd } from './features.ts';
import { createHeap, type Heap } from './heap.ts';
import { programModule, type Sharing, scratchBytes, worthwhile } from './program-code.ts';
import { scheduleOf } from './schedule.ts';
import { canShareMemory, defaultThreads, maySleep, startWorker } from './start-worker.ts';
import type { KernelStep, Schedule, Source, Step } from './steps.ts';
import { createTeam, type Team, type TeamOptions, type TeamProgram } from './team.ts';

export interface WasmEngineOptions {
  /**
   * How many threads run a program, this one included, from 1 to 16: as many as there are processors by
   * default, 8 at most, and one in a worker thread of Node. One, whatever is asked for, where threads
   * cannot share memory: on pages without cross-origin isolation. Results don't depend on it.
   */
  readonly threads?: number;
  /**
   * Leave out instructions that round as the processor likes, so that all machines give the same bits;
   * false by default: then the bits are those of the machine, at every run.
   */
  readonly deterministic?: boolean;
}

/**
 * Runs programs as WebAssembly with SIMD, made for each: elementwise operations fused into loops, packed
 * matrix products, memory planned once. What a program returns stays in its memory until it is read, and
 * goes back into it without a copy when it is donated. float32 and int32 only.
 *
 * Large steps are shared by worker threads, which start when a program is compiled that gains by them.
 * They end with the engine, and keep no process from ending.
 *
 * @throws ArgumentError where WebAssembly has no vectors, and for a wrong number of threads; DTypeError,
 * when a function is compiled, for float64: `referenceEngine()` has that. PuregradError, when a program
 * runs, if a worker thread has ended.
 * @example
 * ```ts
 * import { add, compile, tensor, wasmEngine } from '@puregrad/tensors';
 * const f = compile((x) => add(x, 1), { engine: wasmEngine() });
 * f(tensor([1, 2])).toArray(); // => [2, 3]
 * ```
 */
export const wasmEngine = (options: WasmEngineOptions = {}): WasmEngine =>
  createWasmEngine(options, TUNING);

/** What tests set otherwise. */
export interface WasmEngineTuning extends Omit<TeamOptions, 'threads'> {
  readonly sharing: Sharing;
}

export const TUNING: WasmEngineTuning = { sharing: worthwhile, patienceMs: 10_000, startWorker };

export const createWasmEngine = (
  { deterministic = false, threads = defaultThreads() }: WasmEngineOptions,
  { sharing, ...tuning }: WasmEngineTuning,
): WasmEngine => {
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw new ArgumentError(
      `wasmEngine: threads must be a whole number from 1 to ${MAX_THREADS}, not ${threads}`,
    );
  if (!hasSimd())
    throw new ArgumentError(
      'wasmEngine: there is no WebAssembly with 128-bit vectors here; use referenceEngine()',
    );
  const relaxed = !deterministic && hasFusedMultiplyAdd();
  const shared = threads > 1 && canShareMemory();
  const heap = createHeap(shared);
  const team = createTeam(heap, { ...tuning, threads: shared ? threads : 1 });
  const released = new FinalizationRegistry<Estate>(({ owner, regions, id }) => {
    owner.alive = false;
    for (const { address, bytes } of regions) heap.release(address, bytes);
    team.drop(id);
  });
  return {
    name: 'wasm',
    threads: team.threads,
    ready: team.ready,
    description: `WebAssembly SIMD${relaxed ? ' with fused multiply-add' : ''}, ${
      team.threads === 1 ? 'one thread' : `${team.threads} threads`
    }${threads > 1 && !shared ? ' (no SharedArrayBuffer here)' : ''}`,
    prepare: (graph) => {
      const { program, estate } = prepareProgram(graph, { heap, team, relaxed, sharing });
      released.register(program, estate);
      return program;
    },
  };
};

/** The engine that runs programs as WebAssembly. */
export interface WasmEngine extends Engine {
  /** How many threads run programs, this one included. */
  readonly threads: number;
  /** How many really do, once all have started; programs don't wait for that. */
  readonly ready: () => Promise<number>;
}

const MAX_THREADS = 16;

let nextProgram = 0;

/** What a program leaves behind when nobody can run it or read from it any more. */
interface Estate {
  readonly id: number;
  readonly owner: { alive: boolean };
  readonly regions: readonly Region[];
}

interface Region {
  readonly address: number;
  readonly bytes: number;
}

interface ReadableProgram extends Program {
  readonly read: (dtype: DType, address: number, size: number) => NumericArray;
}

/** A place for inputs of one size. */
interface Slot {
  readonly address: number;
  holds: Tensor | undefined;
}

/** The nodes that a step reads from memory, and those that it writes. */
const touchedBy = (step: Step): { readonly reads: NodeId[]; readonly writes: NodeId[] } => {
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
  }
};

const bytesOf = (graph: Graph, id: NodeId): number => 4 * sizeOf(graph.nodes[id]!.shape);

const requireTypes = (graph: Graph): void => {
  if (graph.nodes.some(({ dtype }) => dtype === 'float64'))
    throw new DTypeError(
      'compile: the WebAssembly engine has no float64; pass { engine: referenceEngine() }, or cast to float32',
    );
};

interface Placement {
  readonly rootOf: (id: NodeId) => NodeId;
  /** Where temporaries and constants lie. */
  readonly fixed: ReadonlyMap<NodeId, number>;
  /** Where outputs lie, in either of two sets that take turns. */
  readonly outputs: ReadonlyMap<NodeId, readonly [number, number]>;
  /** Where the addresses of inputs and outputs of a call are written. */
  readonly table: ReadonlyMap<NodeId, number>;
  readonly scratch: number;
  readonly fault: number;
  readonly regions: readonly Region[];
}

/** Gives every node that is in memory its place. */
const placeNodes = (
  graph: Graph,
  { steps, aliases }: Schedule,
  heap: Heap,
  threads: number,
): Placement => {
  const rootOf = (id: NodeId): NodeId => {
    const alias = aliases.get(id);
    return alias === undefined ? id : rootOf(alias);
  };
  const regions: Region[] = [];
  const take = (bytes: number): number => {
    const address = heap.allocate(bytes);
    regions.push({ address, bytes });
    return address;
  };
  const touched = steps.map(touchedBy);
  const lastUse = new Map<NodeId, number>();
  touched.forEach(({ reads, writes }, i) => {
    for (const id of [...reads, ...writes]) lastUse.set(rootOf(id), i);
  });
  const leaving = new Set(graph.outputs.map(rootOf));
  const isComputed = (id: NodeId): boolean => graph.nodes[id]!.kind === 'primitive';

  // Temporaries share an arena of their own: one whose last reader has run makes place for others.
  const arena = createArena();
  const offsets = new Map<NodeId, number>();
  touched.forEach(({ reads, writes }, i) => {
    for (const id of writes.map(rootOf))
      if (!leaving.has(id) && !offsets.has(id)) offsets.set(id, arena.allocate(bytesOf(graph, id)));
    for (const id of new Set([...reads, ...writes].map(rootOf)))
      if (lastUse.get(id) === i && offsets.has(id))
        arena.release(offsets.get(id)!, bytesOf(graph, id));
  });
  const temporaries = take(arena.end());
  const fixed = new Map([...offsets].map(([id, offset]) => [id, temporaries + offset] as const));

  graph.nodes.forEach((node, id) => {
    if (node.kind !== 'constant' || !lastUse.has(id)) return;
    const address = take(bytesOf(graph, id));
    heap.view(node.dtype as 'float32', address, sizeOf(node.shape)).set(node.value.data);
    fixed.set(id, address);
  });
  const outputs = new Map(
    [...leaving]
      .filter(isComputed)
      .map((id) => [id, [take(bytesOf(graph, id)), take(bytesOf(graph, id))]] as const),
  );
  const external = graph.nodes.flatMap((node, id) =>
    node.kind === 'input' || outputs.has(id) ? [id] : [],
  );
  const table = take(4 * external.length + 8);
  return {
    rootOf,
    fixed,
    outputs,
    table: new Map(external.map((id, i) => [id, table + 8 + 4 * i])),
    scratch: take(scratchBytes(graph, steps, threads)),
    fault: table,
    regions,
  };
};

interface EngineParts {
  readonly heap: Heap;
  readonly team: Team;
  readonly relaxed: boolean;
  readonly sharing: Sharing;
}

const prepareProgram = (
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
    { relaxed },
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory: heap.memory, stalled: team.stalled },
  });
  const id = nextProgram++;
  const addressNow = (id: NodeId): number => {
    const root = rootOf(id);
    return fixed.get(root) ?? heap.words()[table.get(root)! / 4]!;
  };
  const numbersAt = (id: NodeId): NumericArray => {
    const { dtype, shape } = graph.nodes[id]!;
    return heap.view(dtype as 'float32', addressNow(id), sizeOf(shape));
  };
  const forTeam = (): TeamProgram => {
    const module = heap.allocate(bytes.length);
    regions.push({ address: module, bytes: bytes.length });
    new Uint8Array(heap.memory.buffer, module, bytes.length).set(bytes);
    team.start();
    return { id, module, moduleBytes: bytes.length };
  };
  const isShared = parts.some((part) => part.kind === 'stretch' && part.isShared);
  const shared = isShared ? forTeam() : undefined;
  const runs = parts.map((part) => {
    if (part.kind === 'host') return hostRun(graph, part.step, numbersAt);
    const call = exports[`run${part.number}`] as (thread: number, threads: number) => void;
    return part.isShared ? () => team.run(shared!, part.number, call) : () => call(0, 1);
  });

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

  const program: ReadableProgram = {
    read: (dtype, address, size) => heap.view(dtype as 'float32', address, size).slice(),
    run: (given) => {
      turn = turn === 0 ? 1 : 0;
      // What the call before the last returned lies where this one writes.
      for (const tensor of returned[turn]) {
        tensor.settle();
        heap.located.delete(tensor);
      }
      const addresses = placeInputs(given);
      const words = heap.words();
      inputs.forEach(({ id }, i) => {
        words[table.get(id)! / 4] = addresses[i]!;
      });
      for (const [id, sets] of place.outputs) words[table.get(id)! / 4] = sets[turn];
      words[place.fault / 4] = 0;
      for (const run of runs) run();
      if (heap.words()[place.fault / 4] !== 0)
        throwFault(graph, steps, heap.view('int32', place.fault, 2));

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
  };
  return { program, estate: { id, owner, regions } };
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
