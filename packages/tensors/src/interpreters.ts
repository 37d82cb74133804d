/**
 * For those who write an interpreter of the primitives (automatic differentiation, an engine):
 * `@puregrad/tensors/interpreters`.
 */
export { bind, nextLevel } from './bind.ts';
export * from './primitives.ts';
export { type Interpreter, TracedTensor } from './tensor.ts';
