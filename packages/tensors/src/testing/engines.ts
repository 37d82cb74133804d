/** For tests of other packages in this repository, as `@puregrad/tensors/testing`; it is not published. */
export { createWasmEngine, TUNING } from '../wasm/wasm-engine.ts';
export { allowFusedMultiplyAdd } from './platform.ts';
