import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { softwareGpu } from './tests/browser/software-gpu.ts';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

/** The headers with which threads of a page can share memory. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** All that browsers can run: `npm run test:all`. Else what they can break. */
const isAll = process.env.TEST_ALL !== undefined;

const EVERYTHING = ['packages/*/src/**/*.test.ts', 'tests/browser/**/*.test.ts'];
/** Engines and threads, training and its files, gradients of gradients, data, and the smoke of each package. */
const isolatedPage = [
  'packages/tensors/src/{wasm,compile,random}/**/*.test.ts',
  'packages/trainer/src/**/*.test.ts',
  'packages/data/src/{dataset,batches,parse-idx}.test.ts',
  'packages/{autodiff/src/grad,layers/src/layers,losses/src/mean-squared-error}.test.ts',
  'packages/{metrics/src/accuracy,optimizers/src/preset,regularizers/src/penalties}.test.ts',
  'tests/browser/**/*.test.ts',
];
/** Tests that otherwise run without threads. */
const plainPage = [
  'packages/tensors/src/{wasm,compile}/*.test.ts',
  'packages/trainer/src/fit.test.ts',
  'tests/browser/**/*.test.ts',
];

interface Page {
  readonly headers?: Record<string, string>;
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** Flags of Chromium. */
  readonly flags?: readonly string[];
}

/** Unit tests of the packages in Chromium: all but those of what is for Node only. */
const project = (
  name: string,
  { headers = {}, include, exclude = [], flags = [] }: Page,
): TestProjectConfiguration => ({
  server: { headers },
  optimizeDeps: { include: ['gpu.js'] },
  resolve: {
    alias: [
      { find: /^@puregrad\/(\w+)$/, replacement: `${root}/packages/$1/src/index.ts` },
      { find: /^@puregrad\/(\w+)\/([\w/]+)$/, replacement: `${root}/packages/$1/src/$2.ts` },
    ],
  },
  test: {
    name,
    include: [...include],
    exclude: ['**/node/**', '**/*.node.test.ts', ...exclude],
    isolate: false,
    setupFiles: ['tests/poison.ts', 'packages/tensors/src/testing/equal-numbers.ts'],
    testTimeout: 300_000,
    provide: {
      isAll,
      isolated: headers === isolation,
      gpuModes,
      wholeRunModes,
      ...(!isAll && { wasmVariants: wasmVariants(headers === isolation) }),
    },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          // `npm test` looks for one.
          executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
          args: ['--no-sandbox', '--js-flags=--expose-gc', ...flags],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

/** WebGL 1 gives way wherever a browser has WebGL 2. */
const gpuModes = isAll ? (['webgpu', 'webgl2', 'webgl'] as const) : (['webgpu', 'webgl2'] as const);
/** The modes for whole trainings and golden cases, once each primitive has been checked. */
const wholeRunModes = isAll ? gpuModes : (['webgpu'] as const);
/** Node has them all; on pages the memory that threads share, or none do, is what may differ. */
const wasmVariants = (isIsolated: boolean): readonly string[] =>
  isIsolated ? ['fused, 1 thread', 'fused, 3 threads'] : ['plain, 1 thread'];

const GPU = ['packages/tensors/src/gpu/**/*.test.ts', '{packages,apps}/*/src/**/gpu.test.ts'];

export default defineConfig({
  test: {
    projects: [
      project('isolated page', {
        headers: isolation,
        include: isAll ? EVERYTHING : isolatedPage,
        exclude: [...GPU, ...(isAll ? [] : ['**/conformance-plain.test.ts'])],
      }),
      // Without threads, nothing about them.
      project('plain page', {
        include: isAll ? EVERYTHING : plainPage,
        exclude: [
          ...GPU,
          ...['**/team.test.ts', '**/threads.test.ts'],
          ...(isAll ? [] : ['**/conformance-fused.test.ts']),
        ],
      }),
      // With WebGPU and WebGL by a graphics processor made of software.
      project('gpu page', { include: GPU, flags: softwareGpu }),
      {
        // Pages of the packages as users get them: packed, bundled, minified. Needs a build.
        test: {
          name: 'packed pages',
          include: ['tests/pages/**/*.test.ts'],
          globalSetup: 'tests/packages/pack.ts',
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        // The documentation as it is served. Needs a build.
        test: {
          name: 'site',
          include: ['tests/site/**/*.test.ts'],
          globalSetup: 'tests/site/serve.ts',
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
