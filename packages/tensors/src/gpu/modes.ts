/**
 * The ways in which gpu.js can run kernels, the fastest first.
 *
 * @example
 * ```ts
 * import { gpuModes } from '@puregrad/tensors/gpu';
 * gpuModes[0]; // => 'webgpu'
 * ```
 */
export const gpuModes: readonly ['webgpu', 'webgl2', 'webgl', 'headlessgl', 'webasm', 'cpu'] = [
  'webgpu',
  'webgl2',
  'webgl',
  'headlessgl',
  'webasm',
  'cpu',
];
/** One of them. */
export type GpuMode = (typeof gpuModes)[number];

/** Whether kernels run on the host, so that results are arrays. */
export const isHostMode = (mode: GpuMode): boolean => mode === 'cpu' || mode === 'webasm';

export const isGLMode = (mode: GpuMode): boolean =>
  ['webgl2', 'webgl', 'headlessgl'].includes(mode);
