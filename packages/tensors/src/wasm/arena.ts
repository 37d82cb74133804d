export interface Region {
  readonly address: number;
  readonly bytes: number;
}

/** Regions of an address space, in whole lines of 64 bytes: an allocation takes the first free region that is large enough; free neighbours are joined. */
export interface Arena {
  readonly allocate: (bytes: number) => number;
  readonly release: (address: number, bytes: number) => void;
  /** The largest end of a region so far. */
  readonly end: () => number;
  /** The number of bytes in regions. */
  readonly used: () => number;
}

const LINE = 64;

const roundUp = (bytes: number): number => Math.max(LINE, Math.ceil(bytes / LINE) * LINE);

/** @param extend makes room up to a new end, or throws; then nothing has changed. */
export const createArena = (start = 0, extend: (end: number) => void = () => {}): Arena => {
  const free: { address: number; bytes: number }[] = [];
  let end = start;
  let used = 0;
  return {
    end: () => end,
    used: () => used,
    allocate: (wanted) => {
      const bytes = roundUp(wanted);
      const found = free.findIndex((region) => region.bytes >= bytes);
      if (found >= 0) {
        const { address, bytes: size } = free[found]!;
        if (size === bytes) free.splice(found, 1);
        else free[found] = { address: address + bytes, bytes: size - bytes };
        used += bytes;
        return address;
      }
      extend(end + bytes);
      end += bytes;
      used += bytes;
      return end - bytes;
    },
    release: (address, wanted) => {
      const bytes = roundUp(wanted);
      used -= bytes;
      const after = free.findIndex((region) => region.address > address);
      const at = after < 0 ? free.length : after;
      free.splice(at, 0, { address, bytes });
      const [before, here, next] = [free[at - 1], free[at]!, free[at + 1]];
      if (next !== undefined && here.address + here.bytes === next.address) {
        here.bytes += next.bytes;
        free.splice(at + 1, 1);
      }
      if (before !== undefined && before.address + before.bytes === here.address) {
        before.bytes += here.bytes;
        free.splice(at, 1);
      }
    },
  };
};
