import { expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { DeviceError, DeviceTensorError } from '../errors.ts';
import { add, matmul, mul, ones, referenceEngine, type Tensor, tensor } from '../index.ts';
import { read } from '../read.ts';
import { openGpu } from '../testing/open-gpu.ts';
import { createGpuEngine, loadGpuJs } from './gpu-engine.ts';
import type { GpuJs, GpuJsKernel } from './gpujs.ts';
import type { GpuMode } from './modes.ts';

const onPage = 'document' in globalThis;
const hostMode: GpuMode = 'cpu';

/** gpu.js with something done to what its kernels give. */
const spoiled =
  (spoil: (result: Float32Array) => Float32Array): (() => Promise<GpuJs>) =>
  async () => {
    const { GPU, input } = await loadGpuJs();
    class Spoiled extends GPU {
      override createKernel(...args: Parameters<InstanceType<typeof GPU>['createKernel']>) {
        const kernel = super.createKernel(...args);
        const run = (...given: readonly unknown[]) => spoil(kernel(...given) as Float32Array);
        return Object.assign(
          run,
          { destroy: () => kernel.destroy() },
          {
            kernel: kernel.kernel,
          },
        ) as unknown as GpuJsKernel;
      }
    }
    return { GPU: Spoiled as unknown as GpuJs['GPU'], input };
  };

it('says what to install where there is no gpu.js', async () => {
  const engine = await createGpuEngine('auto', () => Promise.reject(new Error('no such module')))();
  expect(engine).toMatchObject({ _tag: 'Left', left: { _tag: 'NoGpuJs' } });
  if (engine._tag === 'Left')
    expect(engine.left.message).toMatch(/no such module.*npm install gpu\.js/);
});

it('refuses a device that computes with half the digits', async () => {
  const half = spoiled((result) => {
    const bits = new Uint32Array(result.slice().buffer);
    return new Float32Array(bits.map((word) => word & 0xffffe000).buffer);
  });
  const engine = await createGpuEngine(hostMode, half)();
  expect(engine).toMatchObject({ _tag: 'Left', left: { _tag: 'Imprecise', mode: hostMode } });
  if (engine._tag === 'Left') expect(engine.left.message).toContain('1 + 2^-23 is 1');
});

it('names the kernel at which a device fails, holds nothing, and what was read stays', async () => {
  let isLost = false;
  const engine = await openGpu(
    hostMode,
    spoiled((result) => {
      if (isLost) throw new Error('out of memory');
      return result;
    }),
  );
  const step = compile((w: Tensor) => add(matmul(w, w), 1), { engine, donate: [0] });
  const first = await read(await step(ones([2, 2])));
  const buffers = engine.liveBuffers();
  isLost = true;
  const failing = step(first);
  await expect(failing).rejects.toThrow(DeviceError);
  await expect(failing).rejects.toThrow(
    /\(cpu\) failed at kernel 1 of 2 \(matmul of shape \[2, 2\]\): out of memory.*checkpoint/,
  );
  expect(engine.liveBuffers()).toBeLessThan(buffers);
  isLost = false;
  expect(
    (
      await read(
        await step(
          tensor([
            [3, 3],
            [3, 3],
          ]),
        ),
      )
    ).toArray(),
  ).toEqual([
    [19, 19],
    [19, 19],
  ]);
});

it('tells that elements are still on the device', async () => {
  const engine = await openGpu(onPage ? 'webgl2' : 'webasm');
  const y = await compile((x: Tensor) => mul(x, 2), { engine })(ones([2]));
  expect(() => y.data).toThrow(DeviceTensorError);
  expect(() => add(y, 1)).toThrow('await read(x)');
  expect(() => compile((x: Tensor) => add(x, 1), { engine: referenceEngine() })(y)).toThrow(
    DeviceTensorError,
  );
  expect((await read({ y })).y.toArray()).toEqual([2, 2]);
});

it('cannot be called while another function is traced', async () => {
  const engine = await openGpu(hostMode);
  const f = compile((x: Tensor) => add(x, 1), { engine });
  const inner: Promise<Tensor>[] = [];
  compile((x: Tensor) => {
    inner.push(f(x));
    return x;
  })(ones([1]));
  await expect(inner[0]).rejects.toThrow('compile the whole for that engine');
});

it('refuses what it cannot count or hold', async () => {
  const engine = await openGpu(hostMode);
  const f = compile((x: Tensor) => mul(x, 2), { engine });
  await expect(f(tensor([1], { dtype: 'float64' }))).rejects.toThrow('no float64');
  await expect(f(ones([2 ** 24 + 1]))).rejects.toThrow(
    'more elements than the GPU engine can count',
  );
});
