import type { Region } from './guards.ts';

/** Elements on a device, with a count of holders: they are freed when the last one releases them. */
export class DeviceBuffer {
  readonly region: Region;
  readonly length: number;
  /** The length including the guard; on a device that is not poisoned, the same. */
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

  /** Whether it has been freed. */
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
