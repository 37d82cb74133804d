import { chromium } from 'playwright';
import { preview } from 'vite';
import type { TestProject } from 'vitest/node';
import { launchOptions } from './launch-options.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the documentation is served, with the slash at its end. */
    readonly siteAddress: string;
    /** Where tests connect to the browser that they share. */
    readonly browserEndpoint: string;
  }
}

/** Serves the documentation as it was built, and starts a browser: once for all files of tests. */
export default async function serve({ provide }: TestProject) {
  const server = await preview({ configFile: 'docs/.vitepress/preview.ts', preview: { port: 0 } });
  const browser = await chromium.launchServer(launchOptions);
  provide('siteAddress', server.resolvedUrls!.local[0]!);
  provide('browserEndpoint', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.close();
  };
}
