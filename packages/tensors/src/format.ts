import { DeviceTensorError, SymbolicTensorError } from './errors.ts';
import type { Spec } from './primitives.ts';
import { sizeOf } from './shape.ts';

const EDGE = 3;
const ELLIPSIS_FROM = 1000;

const formatNumber = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));

/** `tensor(float32 [2, 2]) [[1, 2], [3, 4]]`, with the middle of long axes left out. */
export const formatTensor = (tensor: Spec & { readonly data: ArrayLike<number> }): string => {
  const head = `tensor(${tensor.dtype} [${tensor.shape.join(', ')}])`;
  let data: ArrayLike<number>;
  try {
    data = tensor.data;
  } catch (error) {
    return `${head} <${
      error instanceof SymbolicTensorError
        ? 'symbolic'
        : error instanceof DeviceTensorError
          ? 'on its device'
          : 'donated'
    }>`;
  }
  const size = sizeOf(tensor.shape);
  const shorten = size > ELLIPSIS_FROM;
  const nest = (axis: number, offset: number, stride: number): string => {
    const length = tensor.shape[axis];
    if (length === undefined) return formatNumber(data[offset]!);
    const inner = length === 0 ? 0 : stride / length;
    const parts: string[] = [];
    for (let i = 0; i < length; i++) {
      if (shorten && length > 2 * EDGE && i === EDGE) {
        parts.push('…');
        i = length - EDGE;
      }
      parts.push(nest(axis + 1, offset + i * inner, inner));
    }
    return `[${parts.join(', ')}]`;
  };
  return `${head} ${nest(0, 0, size)}`;
};
