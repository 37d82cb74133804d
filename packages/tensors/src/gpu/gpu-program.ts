import type { Profile, Program } from '../compile/engine.ts';
import type { Graph, NodeId } from '../compile/graph.ts';
import type { DType, NumericArray } from '../dtype.ts';
import { DeviceError, DTypeError, ShapeError } from '../errors.ts';
import { typedArrayTag } from '../realm.ts';
import { type Shape, showShape, sizeOf } from '../shape.ts';
import { HostTensor, type Residence, type Tensor } from '../tensor.ts';
import type { Device, DeviceBuffer, DeviceKernel } from './device.ts';
import { MOST_READS, planOf } from './plan.ts';
import { splitConcats } from './split-concats.ts';
import { transposeLeft } from './transpose-left.ts';
import { withoutEmpty } from './without-empty.ts';

/** An int32 is two halves of 16 bits: first the lower ones of all, then the upper ones. */
const toDevice = (data: NumericArray): Float32Array => {
  if (typedArrayTag(data) === 'Float32Array') return data as Float32Array;
  const n = data.length;
  const halves = new Float32Array(2 * n);
  for (let i = 0; i < n; i++) {
    halves[i] = data[i]! & 0xffff;
    halves[n + i] = data[i]! >>> 16;
  }
  return halves;
};
const fromDevice = (values: Float32Array, dtype: DType): NumericArray => {
  if (dtype !== 'int32') return values;
  const n = values.length / 2;
  return Int32Array.from({ length: n }, (_, i) => values[i]! | (values[n + i]! << 16));
};

/** A tensor's hold on a buffer: ended by a donation, or when nobody has the tensor any more. */
interface Hold {
  readonly buffer: DeviceBuffer;
  isOver: boolean;
}
const end = (hold: Hold): void => {
  if (hold.isOver) return;
  hold.isOver = true;
  forgotten.unregister(hold);
  hold.buffer.release();
};
const forgotten: FinalizationRegistry<Hold> = new FinalizationRegistry<Hold>(end);

interface DeviceResidence extends Residence {
  readonly heap: Device;
  readonly buffer: DeviceBuffer;
}

/** Gives a hold that its caller has to a tensor. */
const residenceOf = (
  device: Device,
  hold: Hold,
  readLater?: () => Promise<NumericArray>,
): DeviceResidence => ({
  heap: device,
  address: 0,
  owner: { alive: true },
  buffer: hold.buffer,
  end: () => end(hold),
  ...(readLater === undefined ? {} : { readLater }),
});

export type Enqueue = <T>(work: () => Promise<T>) => Promise<T>;

/** Places beyond this many elements are no whole numbers of a float. */
const MOST_ELEMENTS = 2 ** 24;

const requireFit = ({ nodes }: Graph): void => {
  if (nodes.some(({ dtype }) => dtype === 'float64'))
    throw new DTypeError(
      'compile: the GPU engine has no float64; pass { engine: referenceEngine() }, or cast to float32',
    );
  const large = nodes.find(({ shape }) => sizeOf(shape) > MOST_ELEMENTS);
  if (large !== undefined)
    throw new ShapeError(
      `compile: a tensor of shape ${showShape(large.shape)} has more elements than the GPU engine can count, 2^24; cut it into parts, or leave the engine out`,
    );
};

/** What a program leaves behind when nobody can run it or read from it any more. */
export interface Estate {
  readonly kernels: readonly DeviceKernel[];
  readonly constants: ReadonlyMap<NodeId, DeviceBuffer>;
}

interface ReadableProgram extends Program<'later'> {
  readonly read: (buffer: DeviceBuffer, dtype: DType) => Promise<NumericArray>;
}

export const prepareGpuProgram = (
  traced: Graph,
  device: Device,
  enqueue: Enqueue,
): { readonly program: Program<'later'>; readonly estate: Estate } => {
  requireFit(traced);
  const split = splitConcats(withoutEmpty(traced), MOST_READS);
  const graph = device.hasTexels ? transposeLeft(split) : split;
  const { kernels, rootOf, constants } = planOf(graph, device.hasTexels);
  const kept = new Set(graph.outputs.map(rootOf));
  const nameOf = (step: number): string => {
    const node = graph.nodes[kernels[step]!.node]!;
    const name = node.kind === 'primitive' ? node.primitive : node.kind;
    return `kernel ${step + 1} of ${kernels.length} (${name} of shape ${showShape(node.shape)})`;
  };
  const steps = kernels.map(({ node, kernel }, i) => ({
    node,
    computes: kernel.computes,
    reads: kernel.reads,
    kernel: device.kernel(kernel, kept.has(node), {
      purpose: `the result of ${nameOf(i)}`,
      dtype: graph.nodes[node]!.dtype,
    }),
  }));
  const inputNodes = graph.nodes.flatMap((node, id) =>
    node.kind === 'input' ? [{ id, index: node.index }] : [],
  );

  /** What a call is given, looked at before anything is waited for. */
  type Entered = (() => Promise<DeviceBuffer>) | DeviceBuffer;
  const enter = (tensor: HostTensor): Entered => {
    tensor.requireAlive();
    const residence = tensor.residence as DeviceResidence | undefined;
    if (residence?.heap === device) return residence.buffer.hold();
    const values = toDevice(tensor.data);
    return async () => {
      // It may have come meanwhile: as another argument, or for another call.
      const come = tensor.residence as DeviceResidence | undefined;
      if (come?.heap === device) return come.buffer.hold();
      const { shape, dtype } = tensor;
      const buffer = await device.upload(values, {
        purpose: `an input of shape ${showShape(shape)}`,
        dtype,
      });
      const hold: Hold = { buffer: buffer.hold(), isOver: false };
      forgotten.register(tensor, hold, hold);
      tensor.reside(residenceOf(device, hold));
      return buffer;
    };
  };
  const isEmpty = (id: NodeId): boolean => sizeOf(graph.nodes[id]!.shape) === 0;
  const enterAll = (given: readonly Tensor[]) =>
    inputNodes
      .filter(({ id }) => !isEmpty(id))
      .map(({ id, index }) => ({ id, entered: enter(given[index] as HostTensor) }));

  const outputTensor = (shape: Shape, dtype: DType, buffer: DeviceBuffer): HostTensor => {
    const hold: Hold = { buffer, isOver: false };
    // By way of the program: as long as there is something to read, its kernels must not end.
    const readLater = () => program.read(buffer, dtype);
    const tensor = HostTensor.resident(shape, dtype, residenceOf(device, hold, readLater));
    forgotten.register(tensor, hold, hold);
    return tensor;
  };

  /** What constants have been uploaded, once for all calls. */
  const uploaded = new Map<NodeId, DeviceBuffer>();
  const uploadConstants = async (): Promise<void> => {
    for (const id of constants) {
      const node = graph.nodes[id]!;
      if (node.kind === 'constant' && !uploaded.has(id))
        uploaded.set(
          id,
          await device.upload(toDevice(node.value.data), {
            purpose: `a constant of shape ${showShape(node.shape)}`,
            dtype: node.dtype,
          }),
        );
    }
  };

  const outputsFrom = (buffers: ReadonlyMap<NodeId, DeviceBuffer>): readonly HostTensor[] =>
    graph.outputs.map((id) => {
      const { shape, dtype } = graph.nodes[id]!;
      const node = graph.nodes[rootOf(id)]!;
      if (node.kind === 'constant')
        return node.value.splat === undefined
          ? HostTensor.of(shape, dtype, node.value.data.slice())
          : HostTensor.splat(shape, dtype, node.value.splat);
      const buffer = buffers.get(rootOf(id));
      return buffer === undefined
        ? HostTensor.of(shape, dtype, emptyOf(dtype))
        : outputTensor(shape, dtype, buffer.hold());
    });

  const runAll = async (
    entered: ReturnType<typeof enterAll>,
    afterStep?: (step: number, result: DeviceBuffer) => Promise<void>,
  ): Promise<readonly HostTensor[]> => {
    /** What this call holds until it ends. */
    const held: DeviceBuffer[] = [];
    let doing = 'the upload of its inputs';
    try {
      await uploadConstants();
      const buffers = new Map(uploaded);
      for (const { id, entered: given } of entered) {
        const buffer = typeof given === 'function' ? await given() : given;
        held.push(buffer);
        buffers.set(id, buffer);
      }
      for (const [i, { node, reads, kernel }] of steps.entries()) {
        doing = nameOf(i);
        const result = await kernel.run(reads.map((id) => buffers.get(id)!));
        held.push(result);
        buffers.set(node, result);
        await afterStep?.(i, result);
      }
      return outputsFrom(buffers);
    } catch (error) {
      throw new DeviceError(
        `the GPU engine (${device.mode}) failed at ${doing}: ${error instanceof Error ? error.message : String(error)}. What was on the device may be gone: make a new engine and go on from the last checkpoint, or leave the engine out`,
        { cause: error },
      );
    } finally {
      // What was made of others goes before them: a poisoned device reads these once more.
      for (const buffer of held.reverse()) buffer.release();
    }
  };

  const program: ReadableProgram = {
    read: async (buffer, dtype) => fromDevice(await device.download(buffer), dtype),
    run: (given) => {
      const entered = enterAll(given);
      return enqueue(() => runAll(entered));
    },
    profile: async (given): Promise<Profile> => {
      const entered = enterAll(given);
      const times: number[] = [];
      let results = 0;
      let began = performance.now();
      await enqueue(() =>
        runAll(entered, async (step, result) => {
          await device.download(result);
          times[step] = performance.now() - began;
          results += bytesOf(result);
          began = performance.now();
        }),
      );
      const constants = [...uploaded.values()].reduce((sum, buffer) => sum + bytesOf(buffer), 0);
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
          { purpose: 'constants', bytes: constants },
        ],
      };
    },
  };
  // Must not know the program, which would then never be forgotten.
  const estate: Estate = { kernels: steps.map(({ kernel }) => kernel), constants: uploaded };
  return { program, estate };
};

const bytesOf = ({ length }: DeviceBuffer): number => Float32Array.BYTES_PER_ELEMENT * length;

const emptyOf = (dtype: DType): NumericArray =>
  dtype === 'int32' ? new Int32Array(0) : new Float32Array(0);
