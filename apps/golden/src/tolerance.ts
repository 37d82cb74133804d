import type { FloatDType } from '@puregrad/tensors';
import type { GoldenFile, Tolerance } from './format.ts';

/**
 * The tolerance of each precision, in `|actual - expected| <= atol + rtol · |expected|`:
 *
 * - float32: what the file says, which is meant for float32.
 * - float64: rtol 1e-9 and atol 1e-12, but never more than the file allows. The numbers are printed
 *   at ten significant digits, which alone puts them up to 5e-10 off; what is left of 1e-9 is for
 *   rounding in float64.
 *
 * A file with tolerance 0 wants exact numbers in both. Where no numbers can be expected, as for
 * samples of initializers, the check of that file says what it allows instead.
 */
export const toleranceFor = (dtype: FloatDType, { tolerance }: GoldenFile): Tolerance =>
  dtype === 'float32'
    ? tolerance
    : { rtol: Math.min(tolerance.rtol, 1e-9), atol: Math.min(tolerance.atol, 1e-12) };
