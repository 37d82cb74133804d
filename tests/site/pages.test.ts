import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright';
import { preview } from 'vite';
import { describe, expect, it } from 'vitest';
import { needsNode } from '../../docs/.vitepress/snippets/mark.ts';
import type { Message } from '../../docs/.vitepress/snippets/messages.ts';
import { collectExamples } from '../examples/collect.ts';
import { address, browser, open, runSnippet } from './site.ts';

const dist = 'docs/.vitepress/dist';

const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => file.endsWith('.html') && file !== '404.html');
// Of the reference, whose examples run below, the start, a package and some functions.
const isSampled = (file: string): boolean =>
  !file.startsWith('api/') ||
  /^api\/(index|@puregrad\/tensors\/index|@puregrad\/\w+\/functions\/de\w+)\.html$/.test(file);
const opened = pages.filter(isSampled);

/** Links of a page to others of the site that are not there. */
const deadLinks = async (page: Page): Promise<readonly string[]> => {
  const targets = await page
    .locator('a[href]')
    .evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href));
  return targets
    .filter((target) => target.startsWith(address))
    .map((target) => decodeURIComponent(new URL(target).pathname).slice(1))
    .map((path) => (path === '' || path.endsWith('/') ? `${path}index.html` : path))
    .filter((path) => !existsSync(join(dist, path)) && !existsSync(join(dist, `${path}.html`)));
};

describe('each page opens without a complaint, its links lead somewhere, its snippets run', () => {
  it.each(opened)('%s', async (file) => {
    const { page, problems } = await open(file);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await page.locator('h1').first().textContent()).not.toBe('');
    expect(await deadLinks(page)).toEqual([]);
    const count = await page.locator('.snippet').count();
    for (let i = 0; i < count; i++) await runSnippet(page, i);
    expect(problems).toEqual([]);
    await page.close();
  });
});

it('each example of doc comments and READMEs runs in the worker of the pages', async () => {
  const examples = collectExamples('.').filter(
    ({ file, code }) => /^packages[\\/]/.test(file) && !needsNode(code),
  );
  expect(examples.length).toBeGreaterThan(350);
  const { page, problems } = await open('index.html');
  const started = page.waitForEvent('worker');
  await page.locator('.snippet-bar').first().hover(); // It prepares a worker.
  const url = (await started).url();
  const complaints = await page.evaluate(
    async ([url, examples]) => {
      const worker = new Worker(url, { type: 'module' });
      const complaints: unknown[] = [];
      for (const { file, line, code } of examples)
        await new Promise<void>((done) => {
          worker.onmessage = ({ data }: MessageEvent<Message>) => {
            const isWrong =
              (data.kind === 'value' && !data.isSame) || (data.kind === 'text' && data.isError);
            if (isWrong) complaints.push({ file, line, ...data });
            if (data.kind === 'done') done();
          };
          worker.postMessage(code);
        });
      return complaints;
    },
    [url, examples] as const,
  );
  expect(complaints).toEqual([]);
  expect(problems).toEqual([]);
  await page.close();
});

it('the first page is small before the editor loads: 150 kB, compressed', async () => {
  const page = await browser.newPage();
  const responses: Response[] = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(address, { waitUntil: 'networkidle' });
  const sizes = responses
    .filter((response) => /\.(html|js|css)$|\/$/.test(response.url()))
    .map(async (response) => gzipSync(await response.body()).length);
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(20_000);
  expect(total).toBeLessThan(150_000);
  await page.close();
});

it('what was built works from any folder of a host', async () => {
  const elsewhere = await preview({
    configFile: 'docs/.vitepress/preview.ts',
    base: '/some/where/',
    preview: { port: 0 },
  });
  const at = elsewhere.resolvedUrls!.local[0]!;
  const { page, problems } = await open('guide/why.html', at);
  const menu = page.locator('.VPNavBarMenu');
  await menu.getByText('Tutorial').click();
  await page.waitForURL(`${at}tutorial/`);
  await page.locator('.VPSidebar').getByText('Dropout').click();
  await page.waitForURL(`${at}tutorial/dropout.html`);
  await page.getByRole('heading', { name: 'Dropout', level: 1 }).waitFor();
  await runSnippet(page, 0);
  await page.keyboard.press('Control+k');
  await page.locator('#localsearch-input').fill('momentum');
  await page.locator('#localsearch-list a').first().click();
  await page.waitForURL((url) => url.href.startsWith(at) && !url.pathname.includes('dropout'));
  await menu.getByText('Playground').click();
  await page.getByRole('button', { name: 'Train' }).click();
  await page.locator('.accuracy').filter({ hasText: '%' }).waitFor({ timeout: 60_000 });
  await page.locator('.VPNavBarTitle a').click();
  await page.waitForURL(at);
  expect(problems).toEqual([]);
  await page.close();
  await elsewhere.close();
});

it('pages fit a phone', async () => {
  const page = await browser.newPage({ viewport: { width: 375, height: 800 } });
  for (const file of ['index.html', 'tutorial/dropout.html', 'playground.html', 'guide/why.html']) {
    await page.goto(address + file);
    const [scroll, width] = (await page.evaluate(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    )) as [number, number];
    expect(scroll, file).toBeLessThanOrEqual(width);
  }
  await page.close();
});
