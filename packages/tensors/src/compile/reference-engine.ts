import { allocate, type NumericArray } from '../dtype.ts';
import type { Run } from '../reference/kernel.ts';
import { prepareKernel } from '../reference/kernels.ts';
import { sizeOf } from '../shape.ts';
import { HostTensor, type Tensor } from '../tensor.ts';
import { isForm } from '../traits.ts';
import type { Engine, MemoryUse, Program } from './engine.ts';
import type { Graph, Node, NodeId } from './graph.ts';
import { fillWithJunk, isPoisonOn } from './poison.ts';
import { timeParts } from './time-parts.ts';

/** The number of a buffer in a program. */
type Slot = number;

interface Step {
  readonly node: NodeId;
  readonly run: Run;
  readonly inputs: readonly Slot[];
  readonly output: Slot;
  /** The temporaries that nobody reads after it. */
  readonly ends: readonly Slot[];
  /** Filled with the inputs' buffers at each call; made once. */
  readonly arguments: NumericArray[];
}

/**
 * Plain TypeScript loops over typed arrays, float32 and float64: the truth that other engines are
 * held against. Kernels are prepared and buffers planned once; a call only runs loops.
 *
 * @example
 * ```ts
 * import { add, compile, referenceEngine, type Tensor, tensor } from '@puregrad/tensors';
 * const f = compile((x: Tensor) => add(x, 1), { engine: referenceEngine() });
 * f(tensor([1, 2])).toArray(); // => [2, 3]
 * ```
 */
export const referenceEngine = (): Engine => {
  const poison = isPoisonOn();
  return {
    name: 'reference',
    description: 'plain TypeScript loops, float32 and float64',
    arithmetic: 'plain TypeScript loops',
    results: 'now',
    prepare: (graph, donated) => prepareProgram(graph, donated, poison),
  };
};

const isAlias = (node: Node): boolean =>
  node.kind === 'primitive' && isForm(node.primitive, 'alias');

/**
 * Arrays on which more than one value stands: constants of programs, and outputs that are inputs,
 * constants or each other. Donated or not, nobody writes to them.
 */
const shared = new WeakSet<NumericArray>();

const prepareProgram = (graph: Graph, donated: ReadonlySet<number>, poison: boolean): Program => {
  const plan = planBuffers(graph, donated);
  const { slotOf, fresh } = plan;
  const steps: Step[] = [];
  graph.nodes.forEach((node, id) => {
    if (node.kind !== 'primitive' || isAlias(node)) return;
    steps.push({
      node: id,
      run: prepareKernel(
        node.primitive,
        node.attributes,
        node.inputs.map((input) => graph.nodes[input]!),
        node,
      ),
      inputs: node.inputs.map((input) => slotOf[input]!),
      output: slotOf[id]!,
      ends: plan.ends[id]!,
      arguments: node.inputs.map(() => new Float32Array(0)),
    });
  });

  const givenSlots = new Set(
    graph.nodes.flatMap((node, id) => (node.kind === 'primitive' ? [] : [slotOf[id]!])),
  );
  const enter = (inputs: readonly Tensor[], mayOverwrite: ReadonlySet<number>) => {
    const buffers = plan.buffers.slice();
    loadInputs(graph, slotOf, mayOverwrite, inputs, buffers);
    for (const { slot, dtype, size } of fresh) buffers[slot] = allocate(dtype, size);
    // No guards are needed: stores past the end of a typed array are none.
    if (poison) {
      for (const { output } of steps)
        if (!givenSlots.has(output)) fillWithJunk(buffers[output] as NumericArray);
    }
    return buffers;
  };
  const runStep = (step: Step, buffers: readonly (NumericArray | undefined)[]): void => {
    for (let i = 0; i < step.inputs.length; i++)
      step.arguments[i] = buffers[step.inputs[i]!] as NumericArray;
    step.run(step.arguments, buffers[step.output] as NumericArray);
    if (poison) for (const slot of step.ends) fillWithJunk(buffers[slot] as NumericArray);
  };

  return {
    run: (inputs) => {
      const buffers = enter(inputs, donated);
      for (const step of steps) runStep(step, buffers);
      for (const slot of plan.shared) shared.add(buffers[slot] as NumericArray);
      return graph.outputs.map((id) => readOutput(graph.nodes[id]!, buffers[slotOf[id]!]!));
    },
    profile: (inputs) => {
      const copies = inputs.map((input, index) =>
        donated.has(index)
          ? HostTensor.of(input.shape, input.dtype, (input.data as NumericArray).slice())
          : input,
      );
      const buffers = enter(copies, donated);
      const times = timeParts(steps.map((step) => () => runStep(step, buffers)));
      return {
        groups: steps.map(({ node }, i) => ({
          nodes: [node],
          writes: [node],
          runner: 'TypeScript',
          milliseconds: times[i]!,
        })),
        memory: memoryOf(graph, plan),
      };
    },
  };
};

/** A donated buffer that also serves elsewhere is copied: nobody else may see it change. */
const loadInputs = (
  graph: Graph,
  slotOf: readonly Slot[],
  donated: ReadonlySet<number>,
  inputs: readonly Tensor[],
  buffers: (NumericArray | undefined)[],
): void => {
  const taken = new Set<NumericArray>();
  graph.nodes.forEach((node, id) => {
    if (node.kind !== 'input') return;
    const data = inputs[node.index]!.data as NumericArray;
    const needed = donated.has(node.index) && (taken.has(data) || shared.has(data));
    if (donated.has(node.index)) taken.add(data);
    buffers[slotOf[id]!] = needed ? data.slice() : data;
  });
};

const readOutput = (node: Node, buffer: NumericArray): Tensor =>
  node.kind === 'constant' && node.value.splat !== undefined
    ? HostTensor.splat(node.shape, node.dtype, node.value.splat)
    : HostTensor.of(node.shape, node.dtype, buffer);

interface Plan {
  /** Where each node's elements are. */
  readonly slotOf: readonly Slot[];
  /** The program's own buffers; undefined for inputs and for slots filled afresh at each call. */
  readonly buffers: readonly (NumericArray | undefined)[];
  /** Buffers that leave with the outputs, and so are new at each call. */
  readonly fresh: readonly {
    readonly slot: Slot;
    readonly dtype: Node['dtype'];
    readonly size: number;
  }[];
  /** Buffers on which several values stand once the program has run. */
  readonly shared: readonly Slot[];
  /** For each node, the temporaries whose last reader it is. */
  readonly ends: readonly (readonly Slot[])[];
}

const memoryOf = (graph: Graph, { buffers, fresh }: Plan): readonly MemoryUse[] => {
  const constants = graph.nodes.flatMap((node) =>
    node.kind === 'constant' ? [node.value.data] : [],
  );
  const bytesOf = (arrays: readonly (NumericArray | undefined)[]): number =>
    arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
  return [
    { purpose: 'constants', bytes: bytesOf(constants) },
    { purpose: 'temporaries', bytes: bytesOf(buffers) - bytesOf(constants) },
    {
      purpose: 'outputs, new at each call',
      bytes: fresh.reduce((sum, { dtype, size }) => sum + (dtype === 'float64' ? 8 : 4) * size, 0),
    },
  ];
};

/**
 * Gives each node a buffer. One whose last reader has run serves again: a temporary's for later
 * temporaries, a donated input's for later outputs.
 */
const planBuffers = (graph: Graph, donated: ReadonlySet<number>): Plan => {
  const { nodes, outputs } = graph;
  const root = nodes.map((_, id) => id);
  nodes.forEach((node, id) => {
    if (node.kind === 'primitive' && isAlias(node)) root[id] = root[node.inputs[0]!]!;
  });
  const lastUse = new Map<NodeId, NodeId>();
  nodes.forEach((node, id) => {
    if (node.kind === 'primitive') for (const input of node.inputs) lastUse.set(root[input]!, id);
  });
  const leaving = new Set(outputs.map((id) => root[id]!));

  const slotOf: Slot[] = [];
  const buffers: (NumericArray | undefined)[] = [];
  const fresh: { slot: Slot; dtype: Node['dtype']; size: number }[] = [];
  const free = { temporaries: new Map<string, Slot[]>(), donations: new Map<string, Slot[]>() };
  const typeOf = (node: Node) => `${node.dtype} ${sizeOf(node.shape)}`;
  const newSlot = (buffer?: NumericArray): Slot => buffers.push(buffer) - 1;

  const place = (node: Node, id: NodeId): Slot => {
    if (node.kind === 'input') return newSlot();
    if (node.kind === 'constant') {
      shared.add(node.value.data);
      return newSlot(node.value.data);
    }
    const size = sizeOf(node.shape);
    if (leaving.has(id)) {
      const given = free.donations.get(typeOf(node))?.pop();
      if (given !== undefined) return given;
      const slot = newSlot();
      fresh.push({ slot, dtype: node.dtype, size });
      return slot;
    }
    return free.temporaries.get(typeOf(node))?.pop() ?? newSlot(allocate(node.dtype, size));
  };

  const ends = nodes.map((): Slot[] => []);
  const release = (id: NodeId, reader: NodeId): void => {
    const node = nodes[id]!;
    if (leaving.has(id) || node.kind === 'constant') return;
    if (node.kind === 'input' && !donated.has(node.index)) return;
    const pool = node.kind === 'input' ? free.donations : free.temporaries;
    if (node.kind === 'primitive') ends[reader]!.push(slotOf[id]!);
    pool.set(typeOf(node), [...(pool.get(typeOf(node)) ?? []), slotOf[id]!]);
  };

  nodes.forEach((node, id) => {
    slotOf[id] = root[id] === id ? place(node, id) : slotOf[root[id]!]!;
    if (node.kind === 'primitive')
      for (const input of new Set(node.inputs.map((i) => root[i]!)))
        if (lastUse.get(input) === id) release(input, id);
  });
  const outputSlots = outputs.map((id) => slotOf[id]!);
  const sharedSlots = nodes.flatMap((node, id) => {
    const kept = node.kind === 'constant' || (node.kind === 'input' && !donated.has(node.index));
    const times = outputSlots.filter((slot) => slot === slotOf[id]).length;
    return root[id] === id && ((kept && times > 0) || times > 1) ? [slotOf[id]!] : [];
  });
  return { slotOf, buffers, fresh, shared: sharedSlots, ends };
};
