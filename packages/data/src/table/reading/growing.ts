/**
 * The values of a segment: the first one is small, and each is twice as long as the one before, up to a maximum. The
 * memory of an array of 32 MiB goes back to the operating system once it is given up; that of smaller ones may stay
 * with the C library, in pieces that no whole column fits in. Pages that are not written yet take no memory.
 */
const FIRST = 64;
const MOST = 2 ** 22;

/**
 * A typed array of unknown length, in segments: an array that doubles would take up to three times the memory of its
 * values while it is copied.
 */
export interface Growing<A extends Float64Array | Int32Array> {
  readonly push: (value: number) => void;
  readonly length: () => number;
  /** All values in one array. The segments are given up, so nothing can be pushed afterwards. */
  readonly take: () => A;
}

/** An empty array that grows. */
export const growing = <A extends Float64Array | Int32Array>(
  make: (length: number) => A,
): Growing<A> => {
  const full: A[] = [];
  let last = make(FIRST);
  let used = 0;
  let before = 0;
  const next = (): void => {
    full.push(last);
    before += used;
    last = make(Math.min(2 * last.length, MOST));
    used = 0;
  };
  return {
    push: (value) => {
      if (used === last.length) next();
      last[used++] = value;
    },
    length: () => before + used,
    take: () => {
      const whole = make(before + used);
      let at = 0;
      for (const segment of full.splice(0)) {
        whole.set(segment, at);
        at += segment.length;
      }
      whole.set(last.subarray(0, used), at);
      last = make(0);
      return whole;
    },
  };
};

export const growingNumbers = (): Growing<Float64Array> => growing((n) => new Float64Array(n));
export const growingIntegers = (): Growing<Int32Array> => growing((n) => new Int32Array(n));
