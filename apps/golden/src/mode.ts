import { compile, type FloatDType } from '@puregrad/tensors';

/**
 * How a mode runs tensor programs: a pure function of trees of tensors becomes one of the same
 * arguments, which gives its result or a promise of it. What an engine is to compute must depend on the
 * arguments: operations on tensors that the function only holds are done while it is compiled.
 */
export type Run = <A extends readonly unknown[], R>(
  f: (...args: A) => R,
) => (...args: A) => R | Promise<R>;

/** A way to run every case. */
export interface Mode {
  /** Unique; the head of its columns in the report. */
  readonly name: string;
  readonly dtype: FloatDType;
  readonly run: Run;
}

/** Operation by operation, on the reference kernels. */
const eager: Run = (f) => f;

/** As one program, on the engine that `compile` takes by itself: the reference engine for float64. */
const compiled: Run = (f) => compile(f);

/** Every case passes in all of these, or fails. */
export const allModes: readonly Mode[] = [
  { name: 'float64', dtype: 'float64', run: eager },
  { name: 'float64 compiled', dtype: 'float64', run: compiled },
  { name: 'float32', dtype: 'float32', run: eager },
  { name: 'float32 compiled', dtype: 'float32', run: compiled },
];
