import type { Features } from '@puregrad/data';
import { apply, initialize, type Network } from '@puregrad/layers';
import {
  ArgumentError,
  adopt,
  DTypeError,
  isTensor,
  key,
  mapTree,
  type Tensor,
  tensor,
  zerosLike,
} from '@puregrad/tensors';
import { nameOf, partsByPath, takeParts, zerosOf } from './parts.ts';

/** The error of ours that a network throws for some inputs; undefined if it takes them. */
type Trial = (x: Features) => ArgumentError | DTypeError | undefined;

const trialOf = (network: Network): Trial => {
  const { params, state } = initialize(network, key(0));
  const run = apply(network);
  return (x) => {
    try {
      run(params, state, x);
      return undefined;
    } catch (error) {
      if (error instanceof ArgumentError || error instanceof DTypeError) return error;
      throw error;
    }
  };
};

/** The place of the smallest element, and of the largest. */
const extremesOf = ({ data }: Tensor): readonly [number, number] => {
  let [least, most] = [0, 0];
  for (let i = 1; i < data.length; i++) {
    if (data[i]! < data[least]!) least = i;
    if (data[i]! > data[most]!) most = i;
  }
  return [least, most];
};

/** Zeros in place of all integers but one, of one part. */
const withOne = (row: Features, path: string, element: number): Features =>
  mapTree(row, (part, at) => {
    if (part.dtype !== 'int32') return part;
    const zeros = zerosLike(part);
    if (at !== path) return zeros;
    return adopt(
      Int32Array.from(zeros.data, (zero, i) => (i === element ? part.data[i]! : zero)),
      part.shape,
    );
  });

/**
 * Why a network does not take the integers among its inputs: it takes floats there, or an index is outside an
 * embedding's vocabulary. The smallest and the largest integer of each part are tried.
 */
export const unfitIntegers = (x: Features, network: Network): string | undefined => {
  const integers = [...partsByPath(x)].filter(([, { dtype }]) => dtype === 'int32');
  if (integers.length === 0) return undefined;
  const trial = trialOf(network);
  const unfit = trial(zerosOf(network.input, 1, x));
  if (unfit instanceof DTypeError) {
    if (isTensor(x)) return "inputs must be float32, got int32; use cast(x, 'float32')";
    const names = integers.map(([path]) => nameOf('x', path)).join(', ');
    return `of ${names}, which are int32, the network takes one as floats: ${unfit.message}; use cast(x, 'float32')`;
  }
  // The network refuses something other than integers, which the first step reports.
  if (unfit !== undefined) return undefined;
  for (const [path, part] of integers) {
    const width = part.size / part.shape[0]!;
    for (const place of extremesOf(part)) {
      const [row, column] = [Math.floor(place / width), place % width];
      const alone = takeParts(x, tensor([row], { dtype: 'int32' }));
      const error = trial(withOne(alone, path, column));
      if (error !== undefined)
        return `${nameOf('x', path)} holds ${part.data[place]} at row ${row}, column ${column}, which the network refuses in a batch of this row: ${error.message}`;
    }
  }
  return undefined;
};
