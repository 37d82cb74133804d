import type { Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { zipSync } from 'fflate';
import { encodeNpy } from './encode-npy.ts';

export interface EncodeNpzOptions {
  /** Whether to compress, like `np.savez_compressed`; false by default, like `np.savez`. */
  readonly compress?: boolean;
}

/**
 * The bytes of a .npz file, a zip file with a .npy file for each name. The same tensors always give
 * the same bytes, because all files are dated 1980.
 *
 * @example
 * ```ts
 * import { encodeNpz } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const bytes = encodeNpz({ x: tensor([[1, 2]]), y: tensor([0], { dtype: 'int32' }) });
 * String.fromCharCode(bytes[0]!, bytes[1]!); // => 'PK'
 * ```
 */
export const encodeNpz = (
  tensors: Readonly<Record<string, Tensor>>,
  options: EncodeNpzOptions = {},
): Uint8Array<ArrayBuffer> => {
  const { compress = false } = checkOptions('encodeNpz', options, { compress: 'boolean?' });
  checkOptions('encodeNpz', { tensors }, { tensors: 'object' });
  return zipSync(
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [`${name}.npy`, encodeNpy(tensor)]),
    ),
    { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) },
  );
};
