import type { Body, Code, Local } from '../assembler.ts';

/** The functions of one operand that are computed on four floats at once. */
export type FloatFunction =
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'tanh'
  | 'erf'
  | 'sigmoid'
  | 'softplus';

/** What the code of a function may use. */
export interface MathContext {
  /** `a · b + c`. */
  readonly madd: (a: Code, b: Code, c: Code) => Code;
  /** A polynomial by Horner's rule, the coefficient of the highest power first. */
  readonly polynomial: (coefficients: readonly number[], x: Local) => Code;
  /** Another function of the module. */
  readonly call: (name: FloatFunction, operand: Code) => Code;
}

/** The code of a function of x. */
export type VectorCode = (x: Local, body: Body, context: MathContext) => Code;
