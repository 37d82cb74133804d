import type { Complaint, Target } from '../target.ts';
import { judge } from './judge.ts';
import { MOST_BYTES, onBytes } from './mutations/bytes.ts';
import { type Random, randomOf } from './random.ts';
import type { Reader } from './reader.ts';
import { shrink } from './shrink.ts';

/** A valid file with a few mutations. */
export const mutated = (
  { mutations }: Reader,
  seeds: readonly Uint8Array[],
  random: Random,
): Uint8Array => {
  let bytes = random.pick(seeds);
  const times = random.pick([0, 1, 1, 1, 2, 2, 3, 5]);
  for (let i = 0; i < times; i++) {
    const mutation = random.pick(mutations.length > 0 && random.below(3) > 0 ? mutations : onBytes);
    bytes = mutation(bytes, random, seeds).subarray(0, MOST_BYTES);
  }
  return bytes;
};

/** The number of bytes of a file that are printed; the seed reproduces the rest. */
const MOST_SHOWN = 600;

const show = (bytes: Uint8Array): string => {
  const text = Buffer.from(bytes).toString('base64');
  return `${bytes.length} bytes, in base64: ${
    text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
  }`;
};

const SHRINKING = 400;

/** The problem with reading a file, and the smallest part of the file that has the same problem. */
const complain = async (reader: Reader, bytes: Uint8Array): Promise<Complaint | undefined> => {
  const first = await judge(reader, bytes);
  if (first === undefined) return undefined;
  const isSame = (other: Complaint | undefined): boolean =>
    other?.kind === first.kind && other.report.slice(0, 12) === first.report.slice(0, 12);
  const smallest = first.report.startsWith('it takes')
    ? bytes
    : await shrink(bytes, async (part) => isSame(await judge(reader, part)), SHRINKING);
  const last = (await judge(reader, smallest)) ?? first;
  return { kind: last.kind, report: `${last.report}\n${show(smallest)}` };
};

/** A reader as a target: an attempt tries several mutated files; the first one also tries files made to break it. */
export const readerTarget = (reader: Reader, files: number): Target => {
  let prepared: Promise<readonly Uint8Array[]> | undefined;
  let hostile = reader.hostile;
  return {
    name: `readers-${reader.name}`,
    attempt: async (seed) => {
      prepared ??= Promise.resolve(reader.seeds());
      const seeds = await prepared;
      const random = randomOf(seed);
      const made = hostile?.() ?? [];
      hostile = undefined;
      const complaints: Complaint[] = [];
      for (let i = 0; i < made.length + files; i++) {
        const complaint = await complain(reader, made[i] ?? mutated(reader, seeds, random));
        if (complaint !== undefined) complaints.push(complaint);
      }
      return { tried: made.length + files, complaints };
    },
  };
};
