import type { NumericArray } from '../dtype.ts';
import { DeviceError } from '../errors.ts';
import type { ConcreteTensor } from '../tensor.ts';
import { type Arena, createArena } from './arena.ts';

/** Linear memory with regions in it, which grows when it is full. */
export interface Heap extends Arena {
  readonly memory: WebAssembly.Memory;
  /** A region as numbers; to be used at once, because growth detaches it. */
  readonly view: (dtype: 'float32' | 'int32', address: number, size: number) => NumericArray;
  /** The memory as words; to be used at once, because growth detaches it. */
  readonly words: () => Int32Array;
  /** The memory as addresses, which are unsigned: half of them are above 2 GiB. To be used at once. */
  readonly addresses: () => Uint32Array;
  /** A copy of a region. */
  readonly read: (dtype: 'float32' | 'int32', address: number, size: number) => NumericArray;
  /** Copies a tensor to an address. */
  readonly write: (address: number, tensor: ConcreteTensor) => void;
}

const PAGE = 65536;
const MAX_PAGES = 65536;
/** The smallest maximum to ask for, a quarter of a GiB, if the system cannot reserve more. */
const LEAST_PAGES = 4096;
/** Free bytes at the start and the end: loads of whole vectors may read past a region. */
const MARGIN = 256;

/**
 * @param shared whether other threads use the memory, too.
 * @param start the first address of a region; tests leave out the lower addresses.
 */
export const createHeap = (shared = false, start = 0): Heap => {
  const memory = createMemory(shared);
  // Kept, because asking the memory for its buffer takes a tenth of a microsecond.
  let words = new Int32Array(memory.buffer);
  let floats = new Float32Array(memory.buffer);
  let addresses = new Uint32Array(memory.buffer);
  const arena = createArena(start + MARGIN, (end) => {
    const missing = end + MARGIN - words.byteLength;
    if (missing <= 0) return;
    grow(memory, Math.ceil(missing / PAGE));
    words = new Int32Array(memory.buffer);
    floats = new Float32Array(memory.buffer);
    addresses = new Uint32Array(memory.buffer);
  });
  return {
    ...arena,
    memory,
    view: (dtype, address, size) =>
      dtype === 'int32'
        ? words.subarray(address / 4, address / 4 + size)
        : floats.subarray(address / 4, address / 4 + size),
    words: () => words,
    addresses: () => addresses,
    read: (dtype, address, size) => {
      const start = address / 4;
      if (size > 8) return (dtype === 'int32' ? words : floats).slice(start, start + size);
      // For a few elements, such as a loss, a call of `slice` takes longer.
      const [source, copy] =
        dtype === 'int32' ? [words, new Int32Array(size)] : [floats, new Float32Array(size)];
      for (let i = 0; i < size; i++) copy[i] = source[start + i]!;
      return copy;
    },
    write: (address, tensor) => {
      const target = tensor.dtype === 'int32' ? words : floats;
      const start = address / 4;
      const { size, splat } = tensor;
      if (splat !== undefined) target.fill(splat, start, start + size);
      else target.set(tensor.data, start);
    },
  };
};

/** A memory with the maximum that 32-bit addresses reach, or with less if the system refuses that. */
const createMemory = (shared: boolean, maximum = MAX_PAGES): WebAssembly.Memory => {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum, shared });
  } catch (error) {
    if (maximum <= LEAST_PAGES) throw error;
    return createMemory(shared, maximum / 2);
  }
};

const grow = (memory: WebAssembly.Memory, pages: number): void => {
  try {
    memory.grow(pages);
  } catch (cause) {
    const [used, wanted] = [memory.buffer.byteLength, pages * PAGE].map((bytes) =>
      Math.round(bytes / 2 ** 20),
    );
    throw new DeviceError(
      `the WebAssembly engine holds ${used} MiB and cannot have ${wanted} more (32-bit addresses reach 4096): use smaller batches; what programs had that do not run is free already`,
      { cause },
    );
  }
};
