import type { Numbers, WorkData } from './work-data.ts';

const dtypeOf = ({ data }: Numbers): string => {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Int32Array ? 'I32' : 'U8';
};

/** The tensors in the safetensors format, which a few lines read in any language. */
export const encodeSafetensors = (tensors: WorkData): readonly Uint8Array[] => {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, numbers]) => {
      const start = end;
      end += numbers.data.byteLength;
      return [name, { dtype: dtypeOf(numbers), shape: numbers.shape, data_offsets: [start, end] }];
    }),
  );
  const text = JSON.stringify(header);
  const padded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  return [
    length,
    padded,
    ...Object.values(tensors).map(
      ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ),
  ];
};
