import { PuregradError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import type { GpuJs, GpuJsFunction, GpuJsHandle, GpuJsInstance, GpuJsKernel } from './gpujs.ts';
import type { Helper } from './helpers.ts';
import { isPacked } from './texel-product.ts';
import type { KernelSource } from './writer.ts';

/**
 * Where gpu.js can run kernels, best first.
 *
 * @example
 * ```ts
 * import { gpuModes } from '@puregrad/tensors/gpu';
 * gpuModes[0]; // => 'webgpu'
 * ```
 */
export const gpuModes: readonly ['webgpu', 'webgl2', 'webgl', 'headlessgl', 'webasm', 'cpu'] = [
  'webgpu',
  'webgl2',
  'webgl',
  'headlessgl',
  'webasm',
  'cpu',
];
/** One of them. */
export type GpuMode = (typeof gpuModes)[number];

/** Elements where kernels run, counted: who holds them says when they may go. */
export class DeviceBuffer {
  readonly length: number;
  readonly handle: unknown;
  readonly #free: (buffer: DeviceBuffer) => void;
  #holders = 1;

  constructor(length: number, handle: unknown, free: (buffer: DeviceBuffer) => void) {
    this.length = length;
    this.handle = handle;
    this.#free = free;
  }

  hold(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    if (--this.#holders === 0) this.#free(this);
  }
}

/** A kernel, ready to run on buffers. */
export interface DeviceKernel {
  readonly run: (reads: readonly DeviceBuffer[]) => Promise<DeviceBuffer>;
  readonly destroy: () => void;
}

/** gpu.js in one mode. */
export interface Device {
  readonly mode: GpuMode;
  /** Whether large buffers have four elements in a texel, as `texelProduct` reads them. */
  readonly hasTexels: boolean;
  /** `isKept`: each result has memory of its own; else the next run takes it again. */
  readonly kernel: (source: KernelSource, isKept: boolean) => DeviceKernel;
  readonly upload: (values: Float32Array) => Promise<DeviceBuffer>;
  readonly download: (buffer: DeviceBuffer) => Promise<Float32Array>;
  /** How many buffers of results and inputs there are. */
  readonly liveBuffers: () => number;
  readonly close: () => Promise<void>;
}

const GL_MODES: readonly GpuMode[] = ['webgl2', 'webgl', 'headlessgl'];

/** Loops are as long as their text says: gpu.js would stop some at 1,000 rounds. */
const LONGEST_LOOP = 2 ** 30;

const functionOf = ({ name, source, parameters }: Helper): GpuJsFunction => ({
  name,
  source,
  settings: {
    argumentTypes: Object.fromEntries(parameters.map((name) => [name, 'Number' as const])),
    returnType: 'Number',
  },
});

/** Rows, and rows of rows, as one array; without a copy where they lie side by side. */
const flat = (result: unknown, length: number): Float32Array => {
  if (result instanceof Float32Array)
    return result.length === length ? result : result.slice(0, length);
  const values = new Float32Array(length);
  let next = 0;
  const visit = (part: unknown): void => {
    if (part instanceof Float32Array) {
      values.set(part, next);
      next += part.length;
    } else for (const inner of part as readonly unknown[]) visit(inner);
  };
  visit(result);
  return values;
};

export const openDevice = ({ GPU, input }: GpuJs, mode: GpuMode): Device => {
  const gpu: GpuJsInstance = new GPU({ mode });
  // Where there is no device, results are arrays.
  const isHost = mode === 'cpu' || mode === 'webasm';
  const live = new Set<DeviceBuffer>();

  const free = (buffer: DeviceBuffer): void => {
    // What a kernel of WebGL takes again at its next run is the kernel's; of WebGPU, each result counts.
    if ((live.delete(buffer) && !isHost) || mode === 'webgpu')
      (buffer.handle as GpuJsHandle).delete();
  };
  const bufferOf = (length: number, handle: unknown, isKept: boolean): DeviceBuffer => {
    const buffer = new DeviceBuffer(length, handle, free);
    if (isKept) live.add(buffer);
    return buffer;
  };
  const argumentOf = ({ handle, length }: DeviceBuffer): unknown =>
    isHost ? input(handle as Float32Array, [length]) : handle;

  const isGL = GL_MODES.includes(mode);
  const hasTexels = mode === 'webgl2';
  const create = (
    { source, helpers, natives, output }: KernelSource,
    isKept: boolean,
  ): GpuJsKernel =>
    gpu.createKernel(source, {
      // A kernel of WebGL takes textures of as many axes as its first ones had, so all have three; and of
      // their height and width, which depend on how they were made, unless it is told otherwise.
      output: isGL ? [...output, 1, 1].slice(0, 3) : output,
      dynamicArguments: isGL,
      optimizeFloatMemory: hasTexels && isPacked(sizeOf(output)),
      precision: 'single',
      pipeline: !isHost,
      immutable: isKept && !isHost,
      loopMaxIterations: LONGEST_LOOP,
      functions: helpers.map(functionOf),
      nativeFunctions: natives.map(functionOf),
    });
  /** A lost context of WebGL says nothing by itself, and reads as zeros. */
  const requireContext = (): void => {
    if (isGL && gpu.context?.isContextLost?.() === true)
      throw new PuregradError('the context of WebGL was lost');
  };
  /** gpu.js falls back to plain JavaScript by itself: nobody asked for that. */
  const requireMode = ({ kernel }: GpuJsKernel): void => {
    const ran = kernel.constructor.mode;
    const wanted = isGL ? 'gpu' : mode;
    if (ran !== undefined && ran !== wanted)
      throw new PuregradError(
        `the GPU engine: gpu.js ran a kernel in mode ${ran}, not ${mode}: ${kernel.fallbackReason ?? 'it gives no reason'}`,
      );
  };

  const kernel = (source: KernelSource, isKept: boolean): DeviceKernel => {
    const run = create(source, isKept);
    const length = sizeOf(source.output);
    let isChecked = false;
    return {
      run: async (reads) => {
        const result = await run(...reads.map(argumentOf), ...source.numbers);
        requireContext();
        if (!isChecked) requireMode(run);
        isChecked = true;
        return bufferOf(length, isHost ? flat(result, length) : result, isKept);
      },
      destroy: () => run.destroy(),
    };
  };

  const uploads = new Map<number, GpuJsKernel>();
  const upload = async (values: Float32Array): Promise<DeviceBuffer> => {
    const { length } = values;
    if (isHost) return bufferOf(length, values, true);
    let copy = uploads.get(length);
    if (copy === undefined) {
      const source = 'function (a0) {\nreturn a0[this.thread.x];\n}';
      copy = create(
        {
          computes: [],
          source,
          helpers: [],
          natives: [],
          output: [length],
          reads: [],
          numbers: [],
        },
        true,
      );
      uploads.set(length, copy);
    }
    return bufferOf(length, await copy(input(values, [length])), true);
  };

  return {
    mode,
    hasTexels,
    kernel,
    upload,
    download: async ({ handle, length }) => {
      if (isHost) return (handle as Float32Array).slice();
      const values = flat(await (handle as GpuJsHandle).toArray(), length);
      requireContext();
      return values;
    },
    liveBuffers: () => live.size,
    close: async () => {
      for (const buffer of live) free(buffer);
      await gpu.destroy();
    },
  };
};
