import type { NumericArray } from '../dtype.ts';
import { PuregradError } from '../errors.ts';
import type { HostTensor, Tensor } from '../tensor.ts';
import { type Arena, createArena } from './arena.ts';

/** A tensor's elements in the memory of a program. */
export interface Location {
  readonly address: number;
  /** Ends with the program, whose memory is then given to others. */
  readonly owner: { alive: boolean };
}

/** Linear memory with regions in it, which grows as it must. */
export interface Heap extends Arena {
  readonly memory: WebAssembly.Memory;
  /** A region as numbers; to be used at once, for growth detaches it. */
  readonly view: (dtype: 'float32' | 'int32', address: number, size: number) => NumericArray;
  /** The memory as words; to be used at once, for growth detaches it. */
  readonly words: () => Int32Array;
  /** Where tensors are that a program has in its memory, and whose that is. */
  readonly located: WeakMap<Tensor, Location>;
  /** Copies a tensor to an address. */
  readonly write: (address: number, tensor: HostTensor) => void;
}

const PAGE = 65536;
const MAX_PAGES = 65536;
/** At the start and the end: loads of whole vectors may look past a region. */
const MARGIN = 256;

/** @param shared whether other threads see the memory too. */
export const createHeap = (shared = false): Heap => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared });
  const arena = createArena(MARGIN, (end) => {
    const missing = end + MARGIN - memory.buffer.byteLength;
    if (missing > 0) grow(memory, Math.ceil(missing / PAGE));
  });
  let words = new Int32Array(memory.buffer);
  let floats = new Float32Array(memory.buffer);
  const refresh = (): void => {
    if (words.buffer === memory.buffer) return;
    words = new Int32Array(memory.buffer);
    floats = new Float32Array(memory.buffer);
  };
  return {
    ...arena,
    memory,
    located: new WeakMap(),
    view: (dtype, address, size) =>
      dtype === 'int32'
        ? new Int32Array(memory.buffer, address, size)
        : new Float32Array(memory.buffer, address, size),
    words: () => {
      refresh();
      return words;
    },
    write: (address, tensor) => {
      refresh();
      const target = tensor.dtype === 'int32' ? words : floats;
      const start = address / 4;
      const { size, splat } = tensor;
      if (splat !== undefined) target.fill(splat, start, start + size);
      else target.set(tensor.data, start);
    },
  };
};

const grow = (memory: WebAssembly.Memory, pages: number): void => {
  try {
    memory.grow(pages);
  } catch {
    const [used, wanted] = [memory.buffer.byteLength, pages * PAGE].map((bytes) =>
      Math.round(bytes / 2 ** 20),
    );
    throw new PuregradError(
      `the WebAssembly engine holds ${used} MiB and cannot have ${wanted} more: use smaller batches, or let go of compiled functions; their memory is free again after a garbage collection`,
    );
  }
};
