import { afterEach, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { DeviceError } from '../errors.ts';
import { mul, ones, type Tensor } from '../index.ts';
import { read } from '../read.ts';
import { openGpu } from '../testing/open-gpu.ts';
import type { GpuEngine } from './gpu-engine.ts';

const doubled = (engine: GpuEngine) => compile((x: Tensor) => mul(x, 2), { engine });

type Methods = Record<string, (this: unknown, ...args: unknown[]) => unknown>;
const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

/** Sees what a method of the page's classes is called on, and what it gives. */
const watch = (
  owner: string,
  method: string,
  see: (self: unknown, made: unknown) => void,
): void => {
  const classes = globalThis as unknown as Record<string, { readonly prototype: Methods }>;
  const methods = classes[owner]!.prototype;
  const original = methods[method]!;
  methods[method] = function (...args: unknown[]) {
    const made = original.apply(this, args);
    see(this, made);
    return made;
  };
  undo.push(() => {
    methods[method] = original;
  });
};

interface Context {
  getExtension(name: 'WEBGL_lose_context'): { loseContext(): void } | null;
}

it('a lost context of WebGL is an error, not zeros', async () => {
  const contexts: Context[] = [];
  for (const owner of ['HTMLCanvasElement', 'OffscreenCanvas'])
    watch(owner, 'getContext', (_, context) => {
      if (context !== null) contexts.push(context as Context);
    });
  const engine = await openGpu('webgl2');
  const f = doubled(engine);
  await read(await f(ones([3])));
  for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
  await expect(f(ones([3]))).rejects.toThrow(DeviceError);
});

it('a lost device of WebGPU is an error, and a new engine goes on from what was read', async () => {
  const devices: { destroy(): void }[] = [];
  watch('GPUDevice', 'createBuffer', (device) => devices.push(device as { destroy(): void }));
  const engine = await openGpu('webgpu');
  const y = await read(await doubled(engine)(ones([3])));
  devices[0]!.destroy();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(doubled(engine)(y).then(read)).rejects.toThrow(DeviceError);
  const again = await doubled(await openGpu('webgpu'))(y);
  expect((await read(again)).toArray()).toEqual([4, 4, 4]);
});
