import { type Code, f64, get, type Local } from '../assembler.ts';

/** A polynomial by Horner's rule, the coefficient of the lowest power first. */
export const polynomial = (coefficients: readonly number[], x: Local): Code =>
  coefficients
    .slice(0, -1)
    .reduceRight<Code>(
      (sum, next) => f64.add(f64.mul(sum, get(x)), f64.const(next)),
      f64.const(coefficients.at(-1)!),
    );
