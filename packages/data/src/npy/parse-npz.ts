import { pipe, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { inflateSync } from 'fflate';
import { chain, type Either, map, traverseArray, tryCatch } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { crc32 } from './crc32.ts';
import { type ParseNpyOptions, parseNpy, parseNpyArray, type WordArray } from './parse-npy.ts';
import { type ZipMember, zipMembers } from './zip-members.ts';

/**
 * The tensors in the bytes of a .npz file (`np.savez`, `np.savez_compressed`), by name. The decompressed
 * data are at most 1,032 times as large as the file.
 *
 * @returns Left if the bytes are not a zip file or are damaged, if members overlap, share a name, or declare more
 * bytes than deflate can compress to their size, or if `parseNpy` finds a fault in an array, which the message
 * names.
 * @example
 * ```ts
 * import { encodeNpz, parseNpz } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const parsed = parseNpz(encodeNpz({ x: tensor([1, 2]), y: tensor([3]) }));
 * parsed._tag === 'Right' && Object.keys(parsed.right); // => ['x', 'y']
 * ```
 */
export const parseNpz = (
  bytes: Uint8Array,
  options: ParseNpyOptions = {},
): Either<DataError, Readonly<Record<string, Tensor>>> =>
  parseMembers('parseNpz', bytes, options, parseNpy);

/**
 * The arrays in the bytes of a .npz file, by name: tensors, and words of type `U` or `S`.
 *
 * @returns Left as for `parseNpz`, except for words.
 * @example
 * ```ts
 * import { encodeNpz, parseNpzArrays } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const parsed = parseNpzArrays(encodeNpz({ x: tensor([1, 2]) }));
 * parsed._tag === 'Right' && Object.keys(parsed.right); // => ['x']
 * ```
 */
export const parseNpzArrays = (
  bytes: Uint8Array,
  options: ParseNpyOptions = {},
): Either<DataError, Readonly<Record<string, Tensor | WordArray>>> =>
  parseMembers('parseNpzArrays', bytes, options, parseNpyArray);

const parseMembers = <A>(
  operation: string,
  bytes: Uint8Array,
  options: ParseNpyOptions,
  parse: (bytes: Uint8Array, options: ParseNpyOptions) => Either<DataError, A>,
): Either<DataError, Readonly<Record<string, A>>> => {
  const { source = 'the npz data' } = checkOptions(operation, options, { source: 'string?' });
  return pipe(
    tryCatch(
      () => unzip(bytes),
      (reason): DataError => ({
        _tag: 'CorruptZip',
        source,
        message: `${source} cannot be unzipped: ${(reason as Error).message}; check that it is a .npz file, and whole`,
      }),
    ),
    chain(
      traverseArray(([name, array]) =>
        pipe(
          parse(array, { source: `${source}: ${name}` }),
          map((read) => [arrayName(name), read] as const),
        ),
      ),
    ),
    map((entries) => Object.fromEntries(entries)),
  );
};

/** The bytes of a member, with their checksum verified, which the library does not do. */
const inflated = ({ name, stored, isDeflated, size, crc }: ZipMember): Uint8Array => {
  const bytes = isDeflated ? inflateSync(stored, { out: new Uint8Array(size) }) : stored;
  if (bytes.length !== size || crc32(bytes) !== crc)
    throw new Error(`the checksum of ${name} is wrong`);
  return bytes;
};

/** The name of a member's array. */
const arrayName = (member: string): string => member.replace(/\.npy$/, '');

/** The bytes of the arrays by name. */
const unzip = (bytes: Uint8Array): readonly (readonly [string, Uint8Array])[] => {
  const members = zipMembers(bytes);
  const names = new Set(members.map(({ name }) => arrayName(name)));
  if (names.size < members.length) throw new Error('two of its arrays share a name');
  return members.map((member) => [member.name, inflated(member)]);
};
