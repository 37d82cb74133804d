import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Report } from './bench.ts';
import type { Row } from './compare.ts';
import type { GpuRow } from './gpu.ts';
import { writePage } from './outputs.ts';
import { growth, nameOf, parametersOf, step } from './works.ts';

const row = (work: string, subject: Row['subject'], medianMs: number): Row => ({
  work,
  subject,
  threads: subject === 'puregrad' ? 2 : null,
  variant: subject === 'puregrad' ? 'relaxed' : null,
  setting: subject === 'puregrad' ? '2 threads, relaxed SIMD' : 'its own choice',
  medianMs,
  minMs: medianMs / 2,
  maxMs: medianMs * 2,
});

const gpuRow = (
  name: GpuRow['name'],
  mode: string,
  ms: number,
  kernels: number | null,
): GpuRow => ({
  work: 'step [4,8,3] b32 adam',
  name,
  mode,
  kernels,
  medianMs: ms,
  minMs: ms,
  maxMs: ms,
});

const report: Report = {
  machine: { cpu: 'A CPU', cores: 2, memoryGiB: 24, versions: { Node: '20' } },
  rows: [
    row('step [4,8,3] b32 adam', 'puregrad', 2),
    row('step [4,8,3] b32 adam', 'pytorch', 100),
    ...growth.width.flatMap((work, i) => [
      row(nameOf(work), 'puregrad', i + 1),
      row(nameOf(work), 'jax-js', 3 * (i + 1)),
    ]),
  ],
  exclusions: [{ work: 'step', subject: 'brain.js', reason: 'it cannot' }],
  memory: [
    {
      work: nameOf(growth.width[0]!),
      subject: 'puregrad',
      steps: 20,
      before: 1e6,
      after: 1e6,
      peak: 8e7,
    },
  ],
  gpu: {
    device: 'WebGPU: a device',
    rows: [
      gpuRow('puregrad', 'webgpu', 4, 20),
      gpuRow('puregrad', 'wasm', 1, null),
      gpuRow('tfjs', 'webgpu', 10, 100),
    ],
    exclusions: [],
  },
};

it('a page has ratios, what was not timed, and charts of what was measured', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'puregrad-page-'));
  try {
    await writePage(join(folder, 'performance.md'), report);
    const page = readFileSync(join(folder, 'performance.md'), 'utf8');
    expect(page).toMatch(/\| step \[4,8,3\] b32 adam +\| +2 \|.*\| +– \| +50× \|/);
    expect(page).toContain('- brain.js: it cannot (step)');
    expect(page).toContain('A CPU, 2 cores, 24 GiB; Node 20');
    expect(page).toContain('WebGPU: a device');
    expect(page).toMatch(/\| +puregrad webgpu \| +4 \| +20 \| +0\.2 \| +2\.5× \| +0\.25× \|/);
    // Curves are drawn, not listed among the steps.
    expect(page.match(/step \[784,16,16,10\] b128 adam/g)).toHaveLength(1);
    expect(page).toContain('(performance/width.svg)');
    expect(readFileSync(join(folder, 'performance', 'width.svg'), 'utf8')).toMatch(
      /^<svg.*jax-js/s,
    );
    expect(existsSync(join(folder, 'performance', 'batch.svg'))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('parameters are weights and biases', () => {
  expect(parametersOf(step([4, 8, 3], 32))).toBe(4 * 8 + 8 + 8 * 3 + 3);
});
