import { strToU8, unzipSync, zipSync } from 'fflate';
import { onBytes } from './bytes.ts';
import { type Mutation, ODD_INTEGERS, textOf } from './mutation.ts';

const latin = (text: string): Uint8Array => strToU8(text, true);

const LITERALS: readonly string[] = [
  ...[
    '0',
    '1',
    '2',
    '-1',
    '3L',
    '9007199254740993',
    '4294967296',
    '1e3',
    '()',
    '(',
    ')',
    ',',
    ' ',
    "'",
  ],
  ...[
    'True',
    'False',
    'None',
    "'<f4'",
    "'>f8'",
    "'<i8'",
    "'|b1'",
    "'|u1'",
    "'<u8'",
    "'O'",
    "'<f2'",
  ],
  ...["[('a', '<f4')]", "'toString'", "'descr': '<i4', ", "'shape': (2, 3), ", '\n', "'|S4'"],
];

/** Replaces a word of the header by another, with or without correcting the header's length. */
const changeHeader: Mutation = (bytes, random, others) => {
  const start = bytes[6] === 1 ? 10 : 12;
  const length = bytes[8]! + 256 * bytes[9]!;
  if (!(bytes.length >= start + length)) return random.pick(onBytes)(bytes, random, others);
  const header = textOf(bytes.subarray(start, start + length));
  const words = header.split(/('[^']*'|\w+|[(),:{}[\]])/);
  const changed = latin(words.with(random.below(words.length), random.pick(LITERALS)).join(''));
  const result = Uint8Array.from([
    ...bytes.subarray(0, start),
    ...changed,
    ...bytes.subarray(start + length),
  ]);
  if (random.below(4) > 0) new DataView(result.buffer).setUint16(8, changed.length, true);
  return result;
};

export const onNpy: readonly Mutation[] = [changeHeader];

const NAMES = [
  '__proto__.npy',
  'constructor.npy',
  '.npy',
  'x',
  'x.npy.npy',
  '../x.npy',
  'a/b.npy',
  'x/',
];

/** Mutates members and zips them again, with correct sizes and checksums. */
const changeMember: Mutation = (bytes, random, others) => {
  try {
    const members: (readonly [string, Uint8Array])[] = Object.entries(
      // With a wrong size, gigabytes would be zipped again.
      unzipSync(bytes, { filter: ({ originalSize }) => originalSize < 2 ** 20 }),
    );
    const at = random.below(members.length);
    const [name, data] = members[at]!;
    const sources = members.map(([, each]) => each);
    const changed: [string, Uint8Array] =
      random.below(3) === 0
        ? [random.pick([...NAMES, ...members.map(([each]) => each)]), data]
        : [name, random.pick([...onNpy, ...onNpy, ...onBytes])(data, random, sources)];
    return zipSync(Object.fromEntries(members.with(at, changed)), {
      level: random.below(2) === 0 ? 0 : 6,
    });
  } catch {
    return random.pick(onBytes)(bytes, random, others);
  }
};

const SIGNATURES: ReadonlySet<number> = new Set([0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50]);

/** Mutates a field of one of the records of a zip file. */
const changeRecord: Mutation = (bytes, random) => {
  const result = new Uint8Array(bytes);
  const view = new DataView(result.buffer);
  const places: number[] = [];
  for (let i = 0; i + 4 <= result.length; i++)
    if (SIGNATURES.has(view.getUint32(i, true))) places.push(i);
  if (places.length === 0) return bytes;
  const at = random.pick(places) + random.below(48);
  const value = random.pick([...ODD_INTEGERS, bytes.length, random.pick(places)]);
  if (at + 4 > result.length) return bytes;
  if (random.below(2) === 0) view.setUint16(at, value, true);
  else view.setUint32(at, value, true);
  return result;
};

export const onNpz: readonly Mutation[] = [changeMember, changeMember, changeRecord];
