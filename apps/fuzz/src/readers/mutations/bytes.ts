import type { Random } from '../random.ts';
import { type Mutation, ODD_INTEGERS } from './mutation.ts';

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

/** The maximum length of a mutated file. */
export const MOST_BYTES = 2 ** 16;

const range = (bytes: Uint8Array, random: Random): readonly [from: number, to: number] => {
  const from = random.below(bytes.length + 1);
  return [from, from + random.below(Math.min(bytes.length - from, random.pick([4, 32, 512])) + 1)];
};

const changed = (
  bytes: Uint8Array,
  random: Random,
  change: (view: DataView, at: number) => void,
): Uint8Array => {
  const result = new Uint8Array(bytes);
  const at = random.below(result.length);
  if (at < result.length) change(new DataView(result.buffer), at);
  return result;
};

const flipBit: Mutation = (bytes, random) =>
  changed(bytes, random, (view, at) =>
    view.setUint8(at, view.getUint8(at) ^ (1 << random.below(8))),
  );

const setByte: Mutation = (bytes, random) =>
  changed(bytes, random, (view, at) =>
    view.setUint8(
      at,
      random.pick([0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2c, 0x0a, 0x5b, random.below(256)]),
    ),
  );

/** Overwrites a part with a wrong length, in either byte order. */
const setInteger: Mutation = (bytes, random) =>
  changed(bytes, random, (view, at) => {
    const [width, little] = [random.pick([2, 4, 8]), random.below(2) === 0];
    if (at + width > view.byteLength) return;
    const value = random.pick(ODD_INTEGERS);
    if (width === 2) view.setUint16(at, value, little);
    else if (width === 4) view.setUint32(at, value, little);
    else view.setBigUint64(at, BigInt(random.pick([value, 2 ** 53, 2 ** 62])), little);
  });

const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const remove: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random);
  return joined(bytes.subarray(0, from), bytes.subarray(to));
};

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const fresh = Uint8Array.from({ length: random.below(16) + 1 }, () => random.below(256));
  return joined(bytes.subarray(0, at), fresh, bytes.subarray(at));
};

const extend: Mutation = (bytes, random) =>
  joined(bytes, new Uint8Array(random.pick([1, 4, 8, 100])).fill(random.pick([0, 0x20, 0xff])));

/** Joins the start of one file and the end of another. */
const splice: Mutation = (bytes, random, others) => {
  const other = random.pick(others);
  return joined(
    bytes.subarray(0, random.below(bytes.length + 1)),
    other.subarray(random.below(other.length + 1)),
  );
};

/** Repeats one part many times, which reveals superlinear time. */
const repeat: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random);
  const part = bytes.subarray(from, to);
  const most = Math.floor((MOST_BYTES - bytes.length) / (part.length || 1));
  const times = random.pick([2, 3, 50, random.below(50) === 0 ? most : 4]);
  if (times < 1 || part.length === 0) return bytes;
  return joined(
    bytes.subarray(0, to),
    ...Array<Uint8Array>(Math.min(times, most)).fill(part),
    bytes.subarray(to),
  );
};

/** Mutations for any file. */
export const onBytes: readonly Mutation[] = [
  flipBit,
  setByte,
  setInteger,
  truncate,
  remove,
  insert,
  extend,
  splice,
  repeat,
];
