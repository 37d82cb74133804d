import { ArgumentError, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Encoding, EncodingScale, NumberTarget, TargetEncoding } from './encoding.ts';

/** @throws ArgumentError for an encoding without a target. */
export const targetOf = (operation: string, encoding: Encoding): TargetEncoding => {
  const { target } = checkOptions(operation, { encoding }, { encoding: '{features}' }).encoding;
  if (target === undefined)
    throw new ArgumentError(
      `${operation}: the encoding has no target; fit it with fitEncoding(table, { target })`,
    );
  return target;
};

/** The scale of a target as of one encoded column; undefined if it is not standardized. */
export const scaleOfTarget = ({ mean, std }: NumberTarget): EncodingScale | undefined =>
  mean === undefined || std === undefined ? undefined : { mean: [mean], std: [std] };

/**
 * The numbers that outputs of a network stand for, in the units of the table: `mean + std · output`, in float64. It is
 * the inverse of `encodeTarget` for a target that is a number.
 *
 * @throws ArgumentError for an encoding without a target, or with one of classes.
 * @example
 * ```ts
 * import { decodeTarget, type Encoding } from '@puregrad/data/table';
 * import { tensor } from '@puregrad/tensors';
 * const encoding: Encoding = {
 *   features: [],
 *   target: { name: 'price', kind: 'number', mean: 250, std: 100 },
 *   unknown: 'error',
 * };
 * [...decodeTarget(encoding)(tensor([-1, 0.5]))]; // => [150, 300]
 * ```
 */
export const decodeTarget = (encoding: Encoding): ((output: Tensor) => Float64Array) => {
  const target = targetOf('decodeTarget', encoding);
  if (target.kind !== 'number')
    throw new ArgumentError(
      `decodeTarget: the target ${JSON.stringify(target.name)} is one of ${target.classes.length} classes; take the class of the greatest output`,
    );
  const { mean = 0, std = 1 } = target;
  return (output) => {
    checkOptions('decodeTarget', { output }, { output: 'tensor' });
    return Float64Array.from(output.data, (value) => mean + std * value);
  };
};
