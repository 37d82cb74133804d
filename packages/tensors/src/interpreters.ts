/**
 * For those who write an interpreter of the primitives (automatic differentiation, an engine), or a loop
 * that runs programs over and over:
 * `@puregrad/tensors/interpreters`.
 */
export { checkOptions, type Kinds, type KindsOf, requireTensor } from './arguments.ts';
export { bind, nextLevel } from './bind.ts';
export { type Mode, type Patience, watch } from './patience.ts';
export * from './primitives.ts';
export { release } from './release.ts';
export { type Interval, requireNumber } from './require-number.ts';
export { type Interpreter, TracedTensor } from './tensor.ts';
export type { Windows } from './windows.ts';
