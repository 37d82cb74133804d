import { expect, it } from 'vitest';
import { gpuEngine } from './gpu-engine.ts';

it.each(['webgpu', 'webgl2', 'webgl'] as const)('says so where there is no %s', async (mode) => {
  const engine = await gpuEngine({ mode })();
  expect(engine).toMatchObject({ _tag: 'Left', left: { _tag: 'NoSuchMode', mode } });
});

it('takes the fastest available', async () => {
  const engine = await gpuEngine()();
  expect(engine).toMatchObject({ _tag: 'Right', right: { mode: 'webasm' } });
});
