import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import type { Reply, Request, SubjectProcess } from './subject-process.ts';

/** One way of running a training step on a page. */
export interface PageSubject {
  readonly name: 'puregrad' | 'tfjs';
  /** Of puregrad a mode of gpu.js, or `wasm`, the default engine; of TensorFlow.js a backend. */
  readonly mode: string;
}

/** A page of Chromium on which subjects run, one after another. */
export interface BenchPage {
  /** The graphics device, as Chromium calls it. */
  readonly device: string;
  readonly start: (subject: PageSubject) => SubjectProcess;
  readonly close: () => Promise<void>;
}

/** The headers with which a page's threads can share memory. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Software graphics if there is no device; WebGPU, which Chromium hides on Linux. */
const SOFTWARE = [
  '--use-webgpu-adapter=swiftshader',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];
const FLAGS = ['--no-sandbox', '--enable-unsafe-webgpu', '--ignore-gpu-blocklist'];

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const findBrowser = (): string | undefined =>
  [process.env.CHROMIUM, ...browsers].find((path) => path !== undefined && existsSync(path));

/** Builds the page of the subjects, minified, and opens it. */
export const openBenchPage = async (
  executablePath: string,
  folder: string,
  { onDevice = false } = {},
): Promise<BenchPage> => {
  const root = fileURLToPath(new URL('../subjects/page', import.meta.url));
  const outDir = join(folder, 'page');
  const how = { root, configFile: false, logLevel: 'error' } as const;
  let server: PreviewServer | undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server?.close();
  };
  try {
    await build({
      ...how,
      build: { outDir, emptyOutDir: true, target: 'esnext', chunkSizeWarningLimit: 1e5 },
    });
    server = await preview({
      ...how,
      build: { outDir },
      preview: { port: 0, headers: isolation },
    });
    browser = await chromium.launch({
      executablePath,
      args: [...FLAGS, ...(onDevice ? [] : SOFTWARE)],
    });
    const page = await browser.newPage();
    await page.route(/data\.safetensors/, (route, request) =>
      route.fulfill({
        body: readFileSync(new URL(request.url()).searchParams.get('file')!),
        headers: isolation,
      }),
    );
    await page.goto(server.resolvedUrls!.local[0]!);
    await page.waitForFunction('globalThis.ask !== undefined');
    const device = await page.evaluate(() =>
      (globalThis as unknown as { device: () => Promise<string> }).device(),
    );
    return { device, start: (subject) => onPage(page, subject), close };
  } catch (error) {
    await close();
    throw error;
  }
};

const onPage = (page: Page, { name, mode }: PageSubject): SubjectProcess => ({
  ask: async (request, timeoutSeconds) => {
    const asked = page.evaluate(
      ([subject, request]) =>
        (
          globalThis as unknown as { ask: (subject: string, request: Request) => Promise<Reply> }
        ).ask(subject, request),
      [`${name} ${mode}`, request] as const,
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Reply>((resolve) => {
      timer = setTimeout(
        () => resolve({ error: `no answer within ${timeoutSeconds} s` }),
        1000 * timeoutSeconds,
      );
    });
    try {
      return await Promise.race([asked, late]);
    } catch (error) {
      return { error: (error as Error).message };
    } finally {
      clearTimeout(timer);
    }
  },
  stop: () => {},
});
