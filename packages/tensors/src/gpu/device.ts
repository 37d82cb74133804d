import { isPoisonOn } from '../compile/poison.ts';
import { arrayKernel } from './array-kernel.ts';
import { BufferKernel } from './buffer-kernel.ts';
import { DeviceBuffer } from './device-buffer.ts';
import { Driver } from './driver.ts';
import type { GpuJs, GpuJsHandle, GpuJsKernel } from './gpujs.ts';
import { junkOf, type Region, requireHeld, withGuard, withoutGuard } from './guards.ts';
import type { GpuMode } from './modes.ts';
import type { KernelSource } from './writer.ts';

/** A kernel, ready to run on buffers. */
export interface DeviceKernel {
  readonly run: (reads: readonly DeviceBuffer[]) => Promise<DeviceBuffer>;
  readonly destroy: () => void;
}

/** The memory and the kernels of gpu.js in one mode. */
export interface Device {
  readonly mode: GpuMode;
  /** Whether large buffers have four elements in a texel, as `texelProduct` reads them. */
  readonly hasTexels: boolean;
  /** `isKept`: whether each result has memory of its own; otherwise the next run reuses it. */
  readonly kernel: (source: KernelSource, isKept: boolean, result: Region) => DeviceKernel;
  readonly upload: (values: Float32Array, region: Region) => Promise<DeviceBuffer>;
  readonly download: (buffer: DeviceBuffer) => Promise<Float32Array>;
  /** The number of buffers of results and inputs. */
  readonly liveBuffers: () => number;
  readonly close: () => Promise<void>;
}

/** @param poison whether its memory is poisoned; by default, as `isPoisonOn` says. */
export const openDevice = (gpujs: GpuJs, mode: GpuMode, poison: boolean = isPoisonOn()): Device =>
  new GpuJsDevice(new Driver(gpujs, mode), poison);

/** Copies an array to the device. */
const COPY = 'return a0[this.thread.x];';

class GpuJsDevice implements Device {
  readonly mode: GpuMode;
  readonly hasTexels: boolean;
  readonly #driver: Driver;
  readonly #isPoisoned: boolean;
  readonly #live = new Set<DeviceBuffer>();
  /** The kernels that copy arrays to the device, by length. */
  readonly #uploads = new Map<number, GpuJsKernel>();

  constructor(driver: Driver, isPoisoned: boolean) {
    this.mode = driver.mode;
    this.hasTexels = driver.hasTexels;
    this.#driver = driver;
    this.#isPoisoned = isPoisoned;
  }

  readonly kernel = (source: KernelSource, isKept: boolean, region: Region): DeviceKernel => {
    const isPoisoned = this.#isPoisoned;
    const kernel = new BufferKernel(this.#driver, source, {
      isKept,
      region,
      isPoisoned,
      free: this.#free,
    });
    return {
      run: async (reads) => {
        const buffer = await kernel.run(reads);
        return isKept ? this.#counted(buffer) : buffer;
      },
      destroy: () => kernel.destroy(),
    };
  };

  readonly upload = async (elements: Float32Array, region: Region): Promise<DeviceBuffer> => {
    const { length } = elements;
    const values = this.#isPoisoned ? withGuard(elements, region) : elements;
    const total = values.length;
    const handle = this.#driver.isHost ? values : await this.#copy(values, length);
    return this.#counted(new DeviceBuffer(region, [length, total], handle, this.#free));
  };

  readonly download = async (buffer: DeviceBuffer): Promise<Float32Array> => {
    if (this.#isPoisoned) requireHeld(buffer);
    const values = await this.#driver.read(buffer);
    this.#driver.requireContext();
    if (this.#isPoisoned) return withoutGuard(values, buffer);
    return this.#driver.isHost ? values.slice() : values;
  };

  readonly liveBuffers = (): number => this.#live.size;

  readonly close = async (): Promise<void> => {
    for (const buffer of this.#live) this.#free(buffer);
    await this.#driver.close();
  };

  /** Copies values, of which the first ones are elements, to the device. */
  #copy(values: Float32Array, length: number): unknown {
    const known = this.#uploads.get(length);
    const copy = known ?? this.#driver.createKernel(arrayKernel(COPY, values.length), true, length);
    this.#uploads.set(length, copy);
    return copy(this.#driver.inputOf(values));
  }

  #counted(buffer: DeviceBuffer): DeviceBuffer {
    this.#live.add(buffer);
    return buffer;
  }

  readonly #free = (buffer: DeviceBuffer): void => {
    const { isHost } = this.#driver;
    if (this.#isPoisoned && isHost) (buffer.handle as Float32Array).fill(junkOf(buffer.region));
    // The memory that a kernel of WebGL reuses at its next run belongs to the kernel; in WebGPU each result is freed.
    if ((this.#live.delete(buffer) && !isHost) || this.mode === 'webgpu')
      (buffer.handle as GpuJsHandle).delete();
  };
}
