import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeSafetensors } from './safetensors.ts';

// Subjects are plain JavaScript outside of the sources, to run as they are.
const { tensorsOf } = await import(new URL('../subjects/work.mjs', import.meta.url).href);

it('subjects read what the driver writes', () => {
  const tensors = {
    w: { shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 1e-30) },
    rows: { shape: [3], data: Int32Array.of(1, 2, -3) },
    pixels: { shape: [1, 3], data: Uint8Array.of(0, 7, 255) },
  };
  const folder = mkdtempSync(join(tmpdir(), 'puregrad-bench-test-'));
  try {
    const file = join(folder, 'x.safetensors');
    writeFileSync(file, Buffer.concat(encodeSafetensors(tensors)));
    expect(tensorsOf(new Uint8Array(readFileSync(file)))).toEqual(tensors);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
