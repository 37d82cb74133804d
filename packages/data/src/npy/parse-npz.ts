import { pipe, type Tensor } from '@puregrad/tensors';
import { unzipSync } from 'fflate';
import { chain, type Either, map, tryCatch } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { traverse } from '../table/traverse.ts';
import { type ParseNpyOptions, parseNpy } from './parse-npy.ts';
import { crc32, zipChecksums } from './zip-checksums.ts';

/**
 * The tensors in the bytes of a .npz file (`np.savez`, `np.savez_compressed`), by name.
 *
 * @returns Left where the bytes are no zip file or a damaged one, or `parseNpy` finds a fault in an
 * array, which the message names.
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
  { source = 'the npz data' }: ParseNpyOptions = {},
): Either<DataError, Readonly<Record<string, Tensor>>> =>
  pipe(
    tryCatch(
      () => unzip(bytes),
      (reason): DataError => ({
        _tag: 'CorruptZip',
        source,
        message: `${source} cannot be unzipped: ${(reason as Error).message}; check that it is a .npz file, and whole`,
      }),
    ),
    chain(
      traverse(([name, array]) =>
        pipe(
          parseNpy(array, { source: `${source}: ${name}` }),
          map((tensor) => [name.replace(/\.npy$/, ''), tensor] as const),
        ),
      ),
    ),
    map((entries) => Object.fromEntries(entries)),
  );

/** The members, checked: the library reads them without a look at their checksums. */
const unzip = (bytes: Uint8Array): readonly (readonly [string, Uint8Array])[] => {
  const members = Object.entries(unzipSync(bytes));
  const checksums = zipChecksums(bytes);
  const wrong = members.find(([name, data]) => checksums.get(name) !== crc32(data));
  if (wrong !== undefined) throw new Error(`the checksum of ${wrong[0]} is wrong`);
  return members;
};
