import { createGpuEngine, type GpuEngine, loadGpuJs } from '../gpu/gpu-engine.ts';
import type { GpuJs } from '../gpu/gpujs.ts';
import type { GpuMode } from '../gpu/modes.ts';

/** A GPU engine that must be there. */
export const openGpu = async (
  mode: GpuMode,
  load: () => Promise<GpuJs> = loadGpuJs,
): Promise<GpuEngine> => {
  const engine = await createGpuEngine(mode, load)();
  if (engine._tag === 'Left') throw new Error(engine.left.message);
  return engine.right;
};
