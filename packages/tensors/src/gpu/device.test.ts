import { describe, expect, it } from 'vitest';
import { triedGpuModes } from '../testing/gpu-modes.ts';
import { openDevice } from './device.ts';
import { loadGpuJs } from './gpu-engine.ts';
import type { Region } from './guards.ts';
import type { KernelSource } from './writer.ts';

const region: Region = { purpose: 'a row', dtype: 'float32' };
const twice = (length: number): KernelSource => ({
  computes: [],
  parameters: ['a0'],
  body: 'return a0[this.thread.x] * 2;',
  helpers: [],
  natives: [],
  output: [length],
  reads: [0],
  numbers: [],
});

describe.each(triedGpuModes)('a kernel of %s that has ended', (mode) => {
  const open = async () => {
    const device = openDevice(await loadGpuJs(), mode);
    const upload = (...values: readonly number[]) =>
      device.upload(Float32Array.from(values), region);
    return { device, upload };
  };

  it('does not keep those from running that were made before it', async () => {
    const { device, upload } = await open();
    const first = device.kernel(twice(3), true, region);
    const given = await upload(1, 2, 3);
    const before = await first.run([given]);
    given.release();
    const last = device.kernel(twice(2), true, region);
    (await last.run([before])).release();
    last.destroy();
    // Uploads are kernels as well.
    const next = await upload(10, 20, 30);
    expect([...(await device.download(next))]).toEqual([10, 20, 30]);
    before.release();
    const after = await first.run([next]);
    expect([...(await device.download(after))]).toEqual([20, 40, 60]);
    await device.close();
  });

  // It is read from the device by its kernel, which programs keep as long as somebody may.
  it('leaves to others what it has read, and what it has computed', async () => {
    const { device, upload } = await open();
    const given = await upload(1, 2, 3);
    const first = device.kernel(twice(3), true, region);
    const made = await first.run([given]);
    first.destroy();
    const second = device.kernel(twice(3), true, region);
    expect([...(await device.download(await second.run([given])))]).toEqual([2, 4, 6]);
    expect([...(await device.download(await second.run([made])))]).toEqual([4, 8, 12]);
    expect([...(await device.download(given))]).toEqual([1, 2, 3]);
    await device.close();
  });
});
