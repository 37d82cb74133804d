/** Compiled programs on gpu.js: `@puregrad/tensors/gpu`. */

export {
  type GpuEngine,
  type GpuEngineOptions,
  type GpuUnavailable,
  gpuEngine,
} from './gpu/gpu-engine.ts';
export { type GpuMode, gpuModes } from './gpu/modes.ts';
