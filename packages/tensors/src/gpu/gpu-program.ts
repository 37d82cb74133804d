import type { Profile, Program } from '../compile/engine.ts';
import type { Graph, NodeId } from '../compile/graph.ts';
import { requireNoFloat64 } from '../compile/require-no-float64.ts';
import { returnedCopy } from '../compile/returned-copy.ts';
import { DeviceError, ShapeError } from '../errors.ts';
import { showShape, sizeOf } from '../shape.ts';
import { ConcreteTensor, type Tensor } from '../tensor.ts';
import type { Device, DeviceKernel } from './device.ts';
import type { DeviceBuffer } from './device-buffer.ts';
import { bytesOf, fromDevice, toDevice } from './elements-on-device.ts';
import { type BufferSource, enterTensor, tensorOf } from './placement.ts';
import { MAX_READS, type Plan, planOf } from './plan.ts';
import { reasonOf } from './reason-of.ts';
import { splitConcats } from './split-concats.ts';
import { transposeLeft } from './transpose-left.ts';
import { withoutEmpty } from './without-empty.ts';

export type Enqueue = <T>(work: () => Promise<T>) => Promise<T>;

/** What is to be released when a program cannot be run or read from any more. */
export interface Leftovers {
  readonly kernels: readonly DeviceKernel[];
  readonly constants: ReadonlyMap<NodeId, DeviceBuffer>;
}

/** Larger indices are not whole numbers of a float. */
const MAX_ELEMENTS = 2 ** 24;

const requireFit = ({ nodes }: Graph): void => {
  const large = nodes.find(({ shape }) => sizeOf(shape) > MAX_ELEMENTS);
  if (large !== undefined)
    throw new ShapeError(
      `compile: a tensor of shape ${showShape(large.shape)} has more elements than the GPU engine can count, 2^24; cut it into parts, or leave the engine out`,
    );
};

export const prepareGpuProgram = (
  traced: Graph,
  device: Device,
  enqueue: Enqueue,
): { readonly program: Program<'later'>; readonly leftovers: Leftovers } => {
  requireNoFloat64('GPU', traced);
  requireFit(traced);
  const split = splitConcats(withoutEmpty(traced), MAX_READS);
  const graph = device.hasTexels ? transposeLeft(split) : split;
  const plan = planOf(graph, device.hasTexels);
  const steps = stepsOf(graph, plan, device);
  const constants = new Map<NodeId, DeviceBuffer>();
  return {
    program: new GpuProgram({ graph, plan, steps, constants, device, enqueue }),
    // They do not refer to the program, which would otherwise never be collected as garbage.
    leftovers: { kernels: steps.map(({ kernel }) => kernel), constants },
  };
};

/** A kernel of a program. */
interface Step {
  readonly node: NodeId;
  /** How messages name it. */
  readonly name: string;
  readonly computes: readonly NodeId[];
  readonly reads: readonly NodeId[];
  readonly kernel: DeviceKernel;
}

const stepsOf = (graph: Graph, { kernels, rootOf }: Plan, device: Device): readonly Step[] => {
  const outputs = new Set(graph.outputs.map(rootOf));
  return kernels.map(({ node, kernel }, i) => {
    const computed = graph.nodes[node]!;
    const { dtype, shape } = computed;
    const primitive = computed.kind === 'primitive' ? computed.primitive : computed.kind;
    const name = `kernel ${i + 1} of ${kernels.length} (${primitive} of shape ${showShape(shape)})`;
    const region = { purpose: `the result of ${name}`, dtype };
    return {
      node,
      name,
      computes: kernel.computes,
      reads: kernel.reads,
      kernel: device.kernel(kernel, outputs.has(node), region),
    };
  });
};

interface GpuProgramParts {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly steps: readonly Step[];
  /** The constants that have been uploaded, once for all calls. */
  readonly constants: Map<NodeId, DeviceBuffer>;
  readonly device: Device;
  readonly enqueue: Enqueue;
}

/** An input of a call, with its node. */
interface EnteredInput {
  readonly id: NodeId;
  readonly entered: BufferSource;
}

type AfterStep = (step: number, result: DeviceBuffer) => Promise<void>;

class GpuProgram implements Program<'later'> {
  readonly #parts: GpuProgramParts;

  constructor(parts: GpuProgramParts) {
    this.#parts = parts;
  }

  run(given: readonly Tensor[]): Promise<readonly ConcreteTensor[]> {
    const entered = this.#enterAll(given);
    return this.#parts.enqueue(() => this.#runAll(entered));
  }

  async profile(given: readonly Tensor[]): Promise<Profile> {
    const { graph, steps, constants, device, enqueue } = this.#parts;
    const entered = this.#enterAll(given);
    const times: number[] = [];
    let results = 0;
    let began = performance.now();
    const timeStep: AfterStep = async (step, result) => {
      await device.download(result);
      times[step] = performance.now() - began;
      results += bytesOf(result);
      began = performance.now();
    };
    await enqueue(() => this.#runAll(entered, timeStep));
    return {
      graph,
      groups: steps.map(({ node, computes }, i) => ({
        nodes: [node, ...computes],
        writes: [node],
        runner: `${device.mode}, read back`,
        milliseconds: times[i]!,
      })),
      memory: [
        { purpose: 'results of kernels', bytes: results },
        {
          purpose: 'constants',
          bytes: [...constants.values()].reduce((sum, buffer) => sum + bytesOf(buffer), 0),
        },
      ],
    };
  }

  /** The inputs of a call, whose elements are read before anything is waited for. */
  #enterAll(given: readonly Tensor[]): readonly EnteredInput[] {
    const { graph, device } = this.#parts;
    return graph.nodes.flatMap((node, id) =>
      node.kind === 'input' && sizeOf(node.shape) > 0
        ? [{ id, entered: enterTensor(device, given[node.index] as ConcreteTensor) }]
        : [],
    );
  }

  async #runAll(
    inputs: readonly EnteredInput[],
    afterStep?: AfterStep,
  ): Promise<readonly ConcreteTensor[]> {
    const { steps, constants } = this.#parts;
    /** The buffers that this call holds until it ends. */
    const held: DeviceBuffer[] = [];
    let doing = 'the upload of its inputs';
    try {
      await this.#uploadConstants();
      const buffers = new Map(constants);
      for (const { id, entered } of inputs) {
        const buffer = typeof entered === 'function' ? await entered() : entered;
        held.push(buffer);
        buffers.set(id, buffer);
      }
      for (const [i, { node, name, reads, kernel }] of steps.entries()) {
        doing = name;
        const result = await kernel.run(reads.map((id) => buffers.get(id)!));
        held.push(result);
        buffers.set(node, result);
        await afterStep?.(i, result);
      }
      return this.#outputs(buffers);
    } catch (error) {
      throw this.#failure(doing, error);
    } finally {
      // Results are released before the buffers that they were computed from: a poisoned device reads these once more.
      for (const buffer of held.reverse()) buffer.release();
    }
  }

  async #uploadConstants(): Promise<void> {
    const { graph, plan, constants, device } = this.#parts;
    for (const id of plan.constants) {
      const node = graph.nodes[id]!;
      if (node.kind !== 'constant' || constants.has(id)) continue;
      const purpose = `a constant of shape ${showShape(node.shape)}`;
      const region = { purpose, dtype: node.dtype };
      constants.set(id, await device.upload(toDevice(node.value.data), region));
    }
  }

  #outputs(buffers: ReadonlyMap<NodeId, DeviceBuffer>): readonly ConcreteTensor[] {
    const { graph, plan } = this.#parts;
    return graph.outputs.map((id) => {
      const { shape, dtype } = graph.nodes[id]!;
      const root = plan.rootOf(id);
      const node = graph.nodes[root]!;
      if (node.kind === 'constant') return returnedCopy(node.value, shape);
      const buffer = buffers.get(root);
      // An empty result has no buffer.
      return buffer === undefined
        ? ConcreteTensor.splat(shape, dtype, 0)
        : this.#tensorOf(id, buffer.hold());
    });
  }

  /** An output, which refers to the program: its kernels must not end as long as there is something to read. */
  #tensorOf(id: NodeId, buffer: DeviceBuffer): ConcreteTensor {
    const { graph, device } = this.#parts;
    const node = graph.nodes[id]!;
    return tensorOf(device, buffer, node, async () =>
      fromDevice(await this.#parts.device.download(buffer), node.dtype),
    );
  }

  #failure(doing: string, cause: unknown): DeviceError {
    return new DeviceError(
      `the GPU engine (${this.#parts.device.mode}) failed at ${doing}: ${reasonOf(cause)}. Tensors on the device may be lost: make a new engine and continue from the last checkpoint, or leave the engine out`,
      { cause },
    );
  }
}
