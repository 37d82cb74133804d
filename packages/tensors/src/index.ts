export * from './all-close.ts';
export {
  type Compiled,
  type CompileOptions,
  compile,
  type Inspection,
} from './compile/compile.ts';
export { defaultEngine } from './compile/default-engine.ts';
export type {
  Engine,
  EngineOption,
  Eventual,
  GroupProfile,
  MemoryUse,
  Profile,
  Program,
  When,
} from './compile/engine.ts';
export { describe, explain } from './compile/explain.ts';
export {
  type Graph,
  type Node,
  type NodeId,
  type PrimitiveNode,
  showGraph,
} from './compile/graph.ts';
export { referenceEngine } from './compile/reference-engine.ts';
export * from './create.ts';
export type { DType, FloatDType, IntegerArray, NumericArray, TensorData } from './dtype.ts';
export * from './errors.ts';
export * from './from-json.ts';
export type { TensorJson } from './json.ts';
export * from './mask.ts';
export * from './ops/activations.ts';
export * from './ops/arithmetic.ts';
export * from './ops/comparison.ts';
export * from './ops/convert.ts';
export * from './ops/convolution.ts';
export { divideNoNaN } from './ops/divide-no-nan.ts';
export type { DualArgument, DualBinary, DualOptions } from './ops/dual.ts';
export * from './ops/indexing.ts';
export * from './ops/matmul.ts';
export * from './ops/movement.ts';
export * from './ops/norm.ts';
export type { Operand } from './ops/operand.ts';
export * from './ops/reduction.ts';
export * from './ops/softmax.ts';
export * from './ops/unary.ts';
export { flow, pipe } from './pipe.ts';
export * from './random/distributions.ts';
export * from './random/key.ts';
export { read } from './read.ts';
export { type Shape, showShape, sizeOf } from './shape.ts';
export { isTensor, type NestedArray, Tensor } from './tensor.ts';
export * from './tree.ts';
export { type WasmEngine, type WasmEngineOptions, wasmEngine } from './wasm/wasm-engine.ts';
