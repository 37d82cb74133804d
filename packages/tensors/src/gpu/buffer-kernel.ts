import { sizeOf } from '../shape.ts';
import { DeviceBuffer } from './device-buffer.ts';
import { type Driver, flat } from './driver.ts';
import type { GpuJsHandle, GpuJsKernel } from './gpujs.ts';
import {
  blanking,
  GUARD,
  guardedKernel,
  type Region,
  requireHeld,
  requireOver,
  withoutGuard,
} from './guards.ts';
import type { KernelSource } from './writer.ts';

/** The properties of a kernel's results. */
export interface KernelResult {
  /** Whether each result has memory of its own; otherwise the next run reuses it. */
  readonly isKept: boolean;
  readonly region: Region;
  readonly isPoisoned: boolean;
  readonly free: (buffer: DeviceBuffer) => void;
}

/** A kernel that takes buffers and gives one. On a poisoned device its results have guards. */
export class BufferKernel {
  readonly #driver: Driver;
  readonly #result: KernelResult;
  readonly #source: KernelSource;
  readonly #kernel: GpuJsKernel;
  /** The number of elements of a result, that of all numbers that the kernel computes, and that of a buffer. */
  readonly #length: number;
  readonly #computed: number;
  readonly #total: number;
  #isModeChecked = false;
  #last: DeviceBuffer | undefined;

  constructor(driver: Driver, source: KernelSource, result: KernelResult) {
    this.#driver = driver;
    this.#result = result;
    this.#source = result.isPoisoned ? guardedKernel(source, result.region) : source;
    this.#length = sizeOf(source.output);
    this.#computed = sizeOf(this.#source.output);
    // In gpu.js's WebAssembly the size of an argument must not change: there the guard has always the same length.
    this.#total = result.isPoisoned && driver.isHost ? this.#length + GUARD : this.#computed;
    this.#kernel = driver.createKernel(this.#source, result.isKept, this.#length);
  }

  async run(reads: readonly DeviceBuffer[]): Promise<DeviceBuffer> {
    const { isPoisoned } = this.#result;
    if (isPoisoned) this.#requireTurn(reads);
    const given = reads.map((buffer) => this.#driver.argumentOf(buffer));
    const result = await this.#kernel(...given, ...this.#source.numbers);
    this.#driver.requireContext();
    if (!this.#isModeChecked) this.#driver.requireMode(this.#kernel);
    this.#isModeChecked = true;
    const buffer = this.#bufferOf(result, given);
    if (isPoisoned) this.#checkGuards(reads, buffer);
    return buffer;
  }

  destroy(): void {
    // In WebGL all kernels draw by the corners of the one that was built last: without them, a run would leave its
    // result as it was. They are freed when nothing draws by them any more.
    this.#kernel.kernel.buffer = null;
    this.#kernel.destroy();
  }

  #bufferOf(result: unknown, given: readonly unknown[]): DeviceBuffer {
    const { region, isPoisoned, isKept, free } = this.#result;
    const { isHost } = this.#driver;
    const handle = isHost ? flat(result, this.#computed).subarray(0, this.#total) : result;
    const isBlanked = isPoisoned && !isKept && !isHost;
    const freeBlanked = (buffer: DeviceBuffer): void => {
      // A device that was lost has reported it before.
      this.#blank(given).catch(() => {});
      free(buffer);
    };
    const whenOver = isBlanked ? freeBlanked : free;
    return new DeviceBuffer(region, [this.#length, this.#total], handle, whenOver);
  }

  /** Fills the memory that the next run reuses with junk. */
  async #blank(given: readonly unknown[]): Promise<void> {
    const result = await this.#kernel(...given, ...blanking(this.#source));
    if (this.#driver.mode === 'webgpu') (result as GpuJsHandle).delete();
  }

  /** @throws PuregradError if a buffer that is read has been freed, or the one that is overwritten has not. */
  #requireTurn(reads: readonly DeviceBuffer[]): void {
    reads.forEach(requireHeld);
    if (!this.#result.isKept) requireOver(this.#last);
  }

  #checkGuards(reads: readonly DeviceBuffer[], result: DeviceBuffer): void {
    this.#last = this.#result.isKept ? undefined : result;
    if (this.#driver.isHost)
      for (const each of [...reads, result]) withoutGuard(each.handle as Float32Array, each);
  }
}
