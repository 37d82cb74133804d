import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import type { Engine } from '../compile/engine.ts';
import { isPoisonOn } from '../compile/poison.ts';
import { matmul, max, mul, reshape, sum, type Tensor, tensor } from '../index.ts';
import { read } from '../read.ts';
import { triedGpuModes } from '../testing/gpu-modes.ts';
import { type Device, openDevice } from './device.ts';
import { loadGpuJs } from './gpu-engine.ts';
import { prepareGpuProgram } from './gpu-program.ts';
import type { GpuJs, GpuJsHandle, GpuJsKernelSettings } from './gpujs.ts';
import { GUARD, junkOf, type Region } from './guards.ts';
import type { KernelSource } from './writer.ts';

const region: Region = { purpose: 'a row', dtype: 'float32' };

const kernelOf = (body: string, output: readonly number[]): KernelSource => ({
  computes: [],
  parameters: ['a0'],
  body,
  helpers: [],
  natives: [],
  output,
  reads: [0],
  numbers: [],
});
const doubling = kernelOf('return a0[this.thread.x] * 2;', [3]);

type Making = Parameters<Device['kernel']>;

/** Runs programs with something done to each kernel: a fault such as the engine may have. */
const faulty = (device: Device, spoil: (...making: Making) => Making): Engine<'later'> => ({
  name: 'faulty',
  description: 'faulty',
  results: 'later',
  prepare: (graph) => {
    const own = { ...device, kernel: (...making: Making) => device.kernel(...spoil(...making)) };
    return prepareGpuProgram(graph, own, (work) => work()).program;
  },
});

/** A loop in a kernel's text that goes once more. */
const onceMore =
  (rounds: number) =>
  (kernel: KernelSource, ...rest: [boolean, Region]): Making => [
    { ...kernel, body: kernel.body.replace(`< ${rounds};`, `< ${rounds + 1};`) },
    ...rest,
  ];

it('the GPU engine is poisoned in every unit test, on pages too', async () => {
  expect(isPoisonOn()).toBe(true);
  const device = openDevice(await loadGpuJs(), triedGpuModes[0]!);
  const { length, total } = await device.upload(Float32Array.of(1, 2), region);
  expect([length, total]).toEqual([2, 2 + GUARD]);
});

describe.each(triedGpuModes)('guards of %s', (mode) => {
  const open = async (poison: boolean): Promise<Device> =>
    openDevice(await loadGpuJs(), mode, poison);
  const isHost = mode === 'webasm' || mode === 'cpu';

  /** What a program with a fault gives on a device that is not poisoned, and on one that is. */
  const resultsOf = async (
    f: (x: Tensor) => Tensor,
    x: Tensor,
    spoil: (...making: Making) => Making,
  ): Promise<readonly (readonly number[])[]> => {
    const results: (readonly number[])[] = [];
    for (const poison of [false, true]) {
      const run = compile(f, { engine: faulty(await open(poison), spoil) });
      results.push([...(await read(await run(x))).data]);
    }
    return results;
  };

  it.each([[[1]], [[5]], [[5, 7]], [[3, 4, 5]], [[200, 3]], [[4100]], [[64, 65]]])(
    'lie behind results of %j numbers, which are as they were',
    async (output) => {
      const length = output.reduce((a, b) => a * b);
      const places = ['x', 'y', 'z'].slice(0, output.length).map((axis) => `this.thread.${axis}`);
      const device = await open(true);
      const given = await device.upload(Float32Array.of(1), region);
      const kernel = kernelOf(`return ${places.join(' + ')} + a0[0];`, output);
      const made = await device.kernel(kernel, true, region).run([given]);
      expect(made.length).toBe(length);
      expect(made.total).toBeGreaterThanOrEqual(length + GUARD);
      const x = output[0]!;
      const y = output[1] ?? 1;
      expect([...(await device.download(made))]).toEqual(
        Array.from(
          { length },
          (_, i) => (i % x) + (Math.floor(i / x) % y) + Math.floor(i / x / y) + 1,
        ),
      );
    },
  );

  it('show a maximum that looks at one number too many', async () => {
    const x = tensor([1, 4, 2, 5, 3]);
    const [plain, poisoned] = await resultsOf((x) => max(x), x, onceMore(5));
    expect(plain).toEqual([5]);
    expect(poisoned).toEqual([Number.NaN]);
  });

  it('show it of whole numbers', async () => {
    // Texels that pad a texture of WebGL have its first elements again.
    const x = tensor([0, 4, 2, 5, 3], { dtype: 'int32' });
    const [plain, poisoned] = await resultsOf((x) => max(x), x, onceMore(5));
    expect(plain).toEqual([5]);
    expect(poisoned![0]! >>> 16).toBe(junkOf({ purpose: '', dtype: 'int32' }));
  });

  it('show a sum that runs over the padding of what another kernel made', async () => {
    const x = tensor([
      [0, 0, 0, 0],
      [1, 2, 3, 4],
      [0, 0, 0, 0],
    ]);
    const f = (x: Tensor) => sum(mul(sum(x, { axes: 1 }), 2));
    const [plain, poisoned] = await resultsOf(f, x, onceMore(3));
    // A row of JavaScript ends in no number.
    expect(plain).toEqual([mode === 'cpu' ? Number.NaN : 20]);
    expect(poisoned).toEqual([Number.NaN]);
  });

  if (mode === 'webgl2')
    it('show a product of texels that goes one texel past its depth', async () => {
      const x = tensor(
        Array.from({ length: 64 }, (_, i) => Array.from({ length: 64 }, (_, k) => (k < 4 ? 0 : i))),
      );
      const past = (kernel: KernelSource, ...rest: [boolean, Region]): Making => [
        {
          ...kernel,
          natives: kernel.natives.map((native) => ({
            ...native,
            source: native.source.replace('start < 16;', 'start < 17;').replace(', 16);', ', 17);'),
          })),
        },
        ...rest,
      ];
      const [plain, poisoned] = await resultsOf((x) => matmul(x, x), x, past);
      expect(plain).toEqual([...matmul(x, x).data]);
      expect(poisoned!.every(Number.isNaN)).toBe(true);
    });

  it('are looked at when results come back, and say whose end was written past', async () => {
    const { GPU, input } = await loadGpuJs();
    class Overrun extends GPU {
      override createKernel(source: string, settings: GpuJsKernelSettings) {
        return super.createKernel(source.replace('return junk', 'return 1'), settings);
      }
    }
    const gpujs: GpuJs = { GPU: Overrun, input };
    const engine = faulty(openDevice(gpujs, mode), (...making) => making);
    const run = compile((x: Tensor) => mul(x, 2), { engine });
    await expect(run(tensor([1, 2, 3])).then((y) => read(y))).rejects.toThrow(
      'the guard is gone behind the result of kernel 1 of 1 (mul of shape [3]) (3 numbers); this is a fault of the engine',
    );
  });

  it('show a result whose memory the next call takes again, though it was returned', async () => {
    const isNeverKept = (kernel: KernelSource, _: boolean, result: Region): Making => [
      kernel,
      false,
      result,
    ];
    const twice = async (poison: boolean): Promise<readonly number[]> => {
      const engine = faulty(await open(poison), isNeverKept);
      const run = compile((x: Tensor) => mul(x, 2), { engine });
      const first = await run(tensor([1, 2, 3]));
      await run(tensor([10, 20, 30]));
      return [...(await read(first)).data];
    };
    expect(await twice(false)).toEqual(isHost ? [2, 4, 6] : [20, 40, 60]);
    await expect(twice(true)).rejects.toThrow(
      'overwrites before its time the result of kernel 1 of 1 (mul of shape [3])',
    );
  });

  it('what was returned by way of a reshape lasts beyond the next call', async () => {
    const engine = faulty(await open(true), (...making) => making);
    const run = compile((x: Tensor) => reshape(mul(x, 2), [3, 1]), { engine });
    const first = await run(tensor([1, 2, 3]));
    const second = await run(tensor([10, 20, 30]));
    expect([...(await read(first)).data]).toEqual([2, 4, 6]);
    expect([...(await read(second)).data]).toEqual([20, 40, 60]);
  });

  it('a result that is read after its time is an error, and its memory is junk', async () => {
    const made = async (poison: boolean) => {
      const device = await open(poison);
      const given = await device.upload(Float32Array.of(1, 2, 3), region);
      const kernel = device.kernel(doubling, false, region);
      const buffer = await kernel.run([given]);
      const { handle } = buffer;
      // WebGPU forgets a handle; another one shares its memory.
      const seen = mode === 'webgpu' ? (handle as { clone(): GpuJsHandle }).clone() : handle;
      buffer.release();
      const memory = isHost ? (seen as Float32Array) : await (seen as GpuJsHandle).toArray();
      return {
        device,
        buffer,
        kernel,
        memory: [memory].flat(3).flatMap((row) => [...(row as Float32Array)]),
      };
    };
    expect((await made(false)).memory).toEqual([2, 4, 6]);
    const { device, buffer, kernel, memory } = await made(true);
    expect(memory).toEqual(Array.from({ length: 3 + GUARD }, () => Number.NaN));
    await expect(device.download(buffer)).rejects.toThrow('a kernel reads after its time a row');
    await expect(kernel.run([buffer])).rejects.toThrow('a kernel reads after its time a row');
  });
});
