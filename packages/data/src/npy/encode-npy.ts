import type { Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

const types = { float32: '<f4', float64: '<f8', int32: '<i4' } as const;

/**
 * The bytes of a .npy file, version 1, little-endian and in C order. `np.load` restores the tensor bit for
 * bit.
 *
 * @example
 * ```ts
 * import { encodeNpy } from '@puregrad/data';
 * import { zeros } from '@puregrad/tensors';
 * // A header of 128 bytes and six numbers of four:
 * encodeNpy(zeros([2, 3])).length; // => 152
 * ```
 */
export const encodeNpy = (tensor: Tensor): Uint8Array<ArrayBuffer> => {
  checkOptions('encodeNpy', { tensor }, { tensor: 'tensor' });
  const { data, dtype, shape } = tensor;
  const width = dtype === 'float64' ? 8 : 4;
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const literal = `{'descr': '${types[dtype]}', 'fortran_order': False, 'shape': (${axes}), }`;
  // The sizes of magic, version, length and header add up to a multiple of 64 bytes, so that arrays are aligned.
  const start = Math.ceil((10 + literal.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.length * width).fill(0x20, 0, start);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...ascii('NUMPY'), 1, 0]);
  view.setUint16(8, start - 10, true);
  bytes.set(ascii(literal), 10);
  view.setUint8(start - 1, 0x0a);
  for (let i = 0; i < data.length; i++) {
    const offset = start + i * width;
    if (dtype === 'float32') view.setFloat32(offset, data[i]!, true);
    else if (dtype === 'float64') view.setFloat64(offset, data[i]!, true);
    else view.setInt32(offset, data[i]!, true);
  }
  return bytes;
};
