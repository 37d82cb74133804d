import { PuregradError } from '../errors.ts';
import type { DeviceBuffer } from './device-buffer.ts';
import type { GpuJs, GpuJsFunction, GpuJsHandle, GpuJsInstance, GpuJsKernel } from './gpujs.ts';
import type { Helper } from './helpers.ts';
import { type GpuMode, isGLMode, isHostMode } from './modes.ts';
import { isPacked } from './texel-product.ts';
import type { KernelSource } from './writer.ts';

/** gpu.js would end longer loops at 1,000 rounds; the length of a loop is in its text. */
const LONGEST_LOOP = 2 ** 30;

const functionOf = ({ name, source, parameters }: Helper): GpuJsFunction => ({
  name,
  source,
  settings: {
    argumentTypes: Object.fromEntries(parameters.map((name) => [name, 'Number' as const])),
    returnType: 'Number',
  },
});

/** gpu.js in one mode. */
export class Driver {
  readonly mode: GpuMode;
  /** Whether kernels run on the host, so that results are arrays. */
  readonly isHost: boolean;
  /** Whether large buffers have four elements in a texel. */
  readonly hasTexels: boolean;
  readonly #isGL: boolean;
  readonly #input: GpuJs['input'];
  readonly #gpu: GpuJsInstance;

  constructor({ GPU, input }: GpuJs, mode: GpuMode) {
    this.mode = mode;
    this.isHost = isHostMode(mode);
    this.hasTexels = mode === 'webgl2';
    this.#isGL = isGLMode(mode);
    this.#input = input;
    this.#gpu = new GPU({ mode });
  }

  /**
   * @param isKept whether each result has memory of its own; otherwise the next run reuses it.
   * @param length the number of elements among the kernel's results.
   */
  createKernel(
    { parameters, body, helpers, natives, output }: KernelSource,
    isKept: boolean,
    length: number,
  ): GpuJsKernel {
    return this.#gpu.createKernel(`function (${parameters.join(', ')}) {\n${body}\n}`, {
      // A kernel of WebGL takes textures with the number of axes of its first arguments, so all have three; and with
      // their height and width, which depend on how they were made, unless arguments are dynamic.
      output: this.#isGL ? [...output, 1, 1].slice(0, 3) : output,
      dynamicArguments: this.#isGL,
      optimizeFloatMemory: this.hasTexels && isPacked(length),
      precision: 'single',
      pipeline: !this.isHost,
      immutable: isKept && !this.isHost,
      loopMaxIterations: LONGEST_LOOP,
      functions: helpers.map(functionOf),
      nativeFunctions: natives.map(functionOf),
    });
  }

  /** An array as an argument of kernels. */
  inputOf(values: Float32Array): unknown {
    return this.#input(values, [values.length]);
  }

  /** A buffer as an argument of kernels. */
  argumentOf({ handle }: DeviceBuffer): unknown {
    return this.isHost ? this.inputOf(handle as Float32Array) : handle;
  }

  /** The numbers of a buffer, with its guard; on the host they are the buffer's own array. */
  async read({ handle, total }: DeviceBuffer): Promise<Float32Array> {
    return this.isHost
      ? (handle as Float32Array)
      : flat(await (handle as GpuJsHandle).toArray(), total);
  }

  /** @throws PuregradError if the context of WebGL was lost: it does not throw by itself, and reads as zeros. */
  requireContext(): void {
    if (this.#isGL && this.#gpu.context?.isContextLost?.() === true)
      throw new PuregradError('the context of WebGL was lost');
  }

  /** @throws PuregradError if gpu.js fell back to plain JavaScript, as it does without a word. */
  requireMode({ kernel }: GpuJsKernel): void {
    const ran = kernel.constructor.mode;
    const wanted = this.#isGL ? 'gpu' : this.mode;
    if (ran !== undefined && ran !== wanted)
      throw new PuregradError(
        `the GPU engine: gpu.js ran a kernel in mode ${ran}, not ${this.mode}: ${kernel.fallbackReason ?? 'it gives no reason'}`,
      );
  }

  async close(): Promise<void> {
    await this.#gpu.destroy();
  }
}

/** Rows, and rows of rows, as one array; without a copy if they are one array already. */
export const flat = (result: unknown, length: number): Float32Array => {
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
