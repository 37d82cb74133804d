import { isPoisonOn } from '../compile/poison.ts';
import { PuregradError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import type { GpuJs, GpuJsFunction, GpuJsHandle, GpuJsInstance, GpuJsKernel } from './gpujs.ts';
import {
  blanking,
  GUARD,
  guardedKernel,
  junkOf,
  type Region,
  requireHeld,
  requireOver,
  withGuard,
  withoutGuard,
} from './guards.ts';
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
  readonly region: Region;
  readonly length: number;
  /** How long it is with its guard; of a device that is not poisoned, the same. */
  readonly total: number;
  readonly handle: unknown;
  readonly #free: (buffer: DeviceBuffer) => void;
  #holders = 1;

  constructor(
    region: Region,
    [length, total]: readonly [length: number, total: number],
    handle: unknown,
    free: (buffer: DeviceBuffer) => void,
  ) {
    this.region = region;
    this.length = length;
    this.total = total;
    this.handle = handle;
    this.#free = free;
  }

  /** Whether nobody holds it any more. */
  get isOver(): boolean {
    return this.#holders === 0;
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
  readonly kernel: (source: KernelSource, isKept: boolean, result: Region) => DeviceKernel;
  readonly upload: (values: Float32Array, region: Region) => Promise<DeviceBuffer>;
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

/** @param poison whether its memory is poisoned; left out, as `isPoisonOn` says. */
export const openDevice = (
  { GPU, input }: GpuJs,
  mode: GpuMode,
  poison: boolean = isPoisonOn(),
): Device => {
  const gpu: GpuJsInstance = new GPU({ mode });
  // Where there is no device, results are arrays.
  const isHost = mode === 'cpu' || mode === 'webasm';
  const live = new Set<DeviceBuffer>();

  const free = (buffer: DeviceBuffer): void => {
    if (poison && isHost) (buffer.handle as Float32Array).fill(junkOf(buffer.region));
    // What a kernel of WebGL takes again at its next run is the kernel's; of WebGPU, each result counts.
    if ((live.delete(buffer) && !isHost) || mode === 'webgpu')
      (buffer.handle as GpuJsHandle).delete();
  };
  const counted = (buffer: DeviceBuffer): DeviceBuffer => {
    live.add(buffer);
    return buffer;
  };
  const argumentOf = ({ handle, total }: DeviceBuffer): unknown =>
    isHost ? input(handle as Float32Array, [total]) : handle;

  const isGL = GL_MODES.includes(mode);
  const hasTexels = mode === 'webgl2';
  /** `length`: how many of its results are elements. */
  const create = (
    { parameters, body, helpers, natives, output }: KernelSource,
    isKept: boolean,
    length: number,
  ): GpuJsKernel =>
    gpu.createKernel(`function (${parameters.join(', ')}) {\n${body}\n}`, {
      // A kernel of WebGL takes textures of as many axes as its first ones had, so all have three; and of
      // their height and width, which depend on how they were made, unless it is told otherwise.
      output: isGL ? [...output, 1, 1].slice(0, 3) : output,
      dynamicArguments: isGL,
      optimizeFloatMemory: hasTexels && isPacked(length),
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

  const kernel = (source: KernelSource, isKept: boolean, region: Region): DeviceKernel => {
    const own = poison ? guardedKernel(source, region) : source;
    const length = sizeOf(source.output);
    const all = sizeOf(own.output);
    // Argument sizes of gpu.js's WebAssembly must not change: a guard there has always the same length.
    const total = poison && isHost ? length + GUARD : all;
    const run = create(own, isKept, length);
    let isChecked = false;
    let last: DeviceBuffer | undefined;
    /** Fills what the kernel takes again at its next run with junk. */
    const blank = async (given: readonly unknown[]): Promise<void> => {
      const result = await run(...given, ...blanking(own));
      if (mode === 'webgpu') (result as GpuJsHandle).delete();
    };
    const freeingOf =
      (given: readonly unknown[]) =>
      (buffer: DeviceBuffer): void => {
        // A device that is lost has told so before.
        blank(given).catch(() => {});
        free(buffer);
      };
    const isBlanked = poison && !isKept && !isHost;
    return {
      run: async (reads) => {
        if (poison) {
          reads.forEach(requireHeld);
          if (!isKept) requireOver(last);
        }
        const given = reads.map(argumentOf);
        const result = await run(...given, ...own.numbers);
        requireContext();
        if (!isChecked) requireMode(run);
        isChecked = true;
        const handle = isHost ? flat(result, all).subarray(0, total) : result;
        const whenOver = isBlanked ? freeingOf(given) : free;
        const buffer = new DeviceBuffer(region, [length, total], handle, whenOver);
        if (poison) {
          last = isKept ? undefined : buffer;
          if (isHost)
            for (const each of [...reads, buffer]) withoutGuard(each.handle as Float32Array, each);
        }
        return isKept ? counted(buffer) : buffer;
      },
      destroy: () => {
        // In WebGL all kernels draw by the corners of the one that was built last: without them, a run would leave
        // its result as it was. They go when nothing draws by them any more.
        run.kernel.buffer = null;
        run.destroy();
      },
    };
  };

  const uploads = new Map<number, GpuJsKernel>();
  const upload = async (elements: Float32Array, region: Region): Promise<DeviceBuffer> => {
    const { length } = elements;
    const values = poison ? withGuard(elements, region) : elements;
    const total = values.length;
    const bufferOf = (handle: unknown): DeviceBuffer =>
      counted(new DeviceBuffer(region, [length, total], handle, free));
    if (isHost) return bufferOf(values);
    let copy = uploads.get(length);
    if (copy === undefined) {
      copy = create(
        {
          computes: [],
          parameters: ['a0'],
          body: 'return a0[this.thread.x];',
          helpers: [],
          natives: [],
          output: [total],
          reads: [],
          numbers: [],
        },
        true,
        length,
      );
      uploads.set(length, copy);
    }
    return bufferOf(await copy(input(values, [total])));
  };

  return {
    mode,
    hasTexels,
    kernel,
    upload,
    download: async (buffer) => {
      const { handle, total } = buffer;
      if (poison) requireHeld(buffer);
      const values = isHost
        ? (handle as Float32Array)
        : flat(await (handle as GpuJsHandle).toArray(), total);
      requireContext();
      if (poison) return withoutGuard(values, buffer);
      return isHost ? values.slice() : values;
    },
    liveBuffers: () => live.size,
    close: async () => {
      for (const buffer of live) free(buffer);
      await gpu.destroy();
    },
  };
};
