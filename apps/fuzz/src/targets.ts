import { exportsWith } from './exports/exports.ts';
import { openEngines, openGpuEngines } from './programs/engines.ts';
import { programsOn } from './programs/programs.ts';
import { readers } from './readers/readers.ts';
import type { Target } from './target.ts';

/** All targets of `npm run fuzz`. */
export const targets: readonly Target[] = [
  programsOn('programs', async () => openEngines(), 50),
  programsOn('gpu-programs', openGpuEngines, 5),
  exportsWith(300),
  ...readers,
];
