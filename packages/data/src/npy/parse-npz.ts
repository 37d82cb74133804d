import { pipe, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { inflateSync } from 'fflate';
import { chain, type Either, map, traverseArray, tryCatch } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { crc32 } from './crc32.ts';
import { type ParseNpyOptions, parseNpy } from './parse-npy.ts';
import { type ZipMember, zipMembers } from './zip-members.ts';

/**
 * The tensors in the bytes of a .npz file (`np.savez`, `np.savez_compressed`), by name. Decompressed, they
 * are at most 1,032 times as large as the file.
 *
 * @returns Left where the bytes are no zip file or a damaged one, members overlap, have one name or claim
 * more bytes than deflate could have shrunk, or `parseNpy` finds a fault in an array, which the message
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
): Either<DataError, Readonly<Record<string, Tensor>>> => {
  const { source = 'the npz data' } = checkOptions('parseNpz', options, { source: 'string?' });
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
          parseNpy(array, { source: `${source}: ${name}` }),
          map((tensor) => [arrayName(name), tensor] as const),
        ),
      ),
    ),
    map((entries) => Object.fromEntries(entries)),
  );
};

/** The bytes of a member, checked: the library does not look at checksums. */
const inflated = ({ name, stored, isDeflated, size, crc }: ZipMember): Uint8Array => {
  const bytes = isDeflated ? inflateSync(stored, { out: new Uint8Array(size) }) : stored;
  if (bytes.length !== size || crc32(bytes) !== crc)
    throw new Error(`the checksum of ${name} is wrong`);
  return bytes;
};

/** What the array of a member is called. */
const arrayName = (member: string): string => member.replace(/\.npy$/, '');

/** The bytes of the arrays by name. */
const unzip = (bytes: Uint8Array): readonly (readonly [string, Uint8Array])[] => {
  const members = zipMembers(bytes);
  const names = new Set(members.map(({ name }) => arrayName(name)));
  if (names.size < members.length) throw new Error('two of its arrays have one name');
  return members.map((member) => [member.name, inflated(member)]);
};
