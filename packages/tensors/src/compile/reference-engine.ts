import { allocate, type NumericArray } from '../dtype.ts';
import type { Run } from '../reference/kernel.ts';
import { prepareKernel } from '../reference/kernels.ts';
import { ConcreteTensor, type Tensor } from '../tensor.ts';
import type { Engine, MemoryUse, Program } from './engine.ts';
import type { Graph, Node, NodeId } from './graph.ts';
import { isAlias, isShared, type Plan, planBuffers, type Slot, share } from './plan-buffers.ts';
import { fillWithJunk, isPoisonOn } from './poison.ts';
import { timeParts } from './time-parts.ts';

interface Step {
  readonly node: NodeId;
  readonly run: Run;
  readonly inputs: readonly Slot[];
  readonly output: Slot;
  /** The temporaries that are not read after it. */
  readonly ends: readonly Slot[];
  /** Filled with the inputs' buffers at each call; made once. */
  readonly arguments: NumericArray[];
}

/**
 * Plain TypeScript loops over typed arrays, float32 and float64: the reference that other engines are
 * tested against. Kernels are prepared and buffers planned once; a call only runs loops.
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

/** The kernels of a program, in the order in which they run. */
const stepsOf = ({ nodes }: Graph, { slotOf, ends }: Plan): readonly Step[] =>
  nodes.flatMap((node, id): readonly Step[] => {
    if (node.kind !== 'primitive' || isAlias(node)) return [];
    const specs = node.inputs.map((input) => nodes[input]!);
    return [
      {
        node: id,
        run: prepareKernel(node.primitive, node.attributes, specs, node),
        inputs: node.inputs.map((input) => slotOf[input]!),
        output: slotOf[id]!,
        ends: ends[id]!,
        arguments: node.inputs.map(() => new Float32Array(0)),
      },
    ];
  });

const prepareProgram = (graph: Graph, donated: ReadonlySet<number>, poison: boolean): Program => {
  const plan = planBuffers(graph, donated);
  const { slotOf, fresh } = plan;
  const steps = stepsOf(graph, plan);
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
      for (const slot of plan.shared) share(buffers[slot] as NumericArray);
      return graph.outputs.map((id) => readOutput(graph.nodes[id]!, buffers[slotOf[id]!]!));
    },
    profile: (inputs) => {
      const copies = inputs.map((input, index) =>
        donated.has(index)
          ? ConcreteTensor.of(input.shape, input.dtype, (input.data as NumericArray).slice())
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

/** A donated buffer that also serves elsewhere is copied: it must not change there. */
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
    const needed = donated.has(node.index) && (taken.has(data) || isShared(data));
    if (donated.has(node.index)) taken.add(data);
    buffers[slotOf[id]!] = needed ? data.slice() : data;
  });
};

const readOutput = (node: Node, buffer: NumericArray): Tensor =>
  node.kind === 'constant' && node.value.splat !== undefined
    ? ConcreteTensor.splat(node.shape, node.dtype, node.value.splat)
    : ConcreteTensor.of(node.shape, node.dtype, buffer);

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
