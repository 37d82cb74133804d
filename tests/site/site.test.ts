import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page, type Response } from 'playwright';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsNode } from '../../docs/.vitepress/snippets/mark.ts';
import type { Message } from '../../docs/.vitepress/snippets/messages.ts';
import { softwareGpu } from '../browser/software-gpu.ts';
import { collectExamples } from '../examples/collect.ts';

const dist = 'docs/.vitepress/dist';

const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => file.endsWith('.html') && file !== '404.html');
// Of the reference, whose examples run below, the start, a package and some functions.
const isSampled = (file: string): boolean =>
  !file.startsWith('api/') ||
  /^api\/(index|@puregrad\/tensors\/index|@puregrad\/\w+\/functions\/de\w+)\.html$/.test(file);
const opened = pages.filter(isSampled);

const launchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
};

let server: PreviewServer;
let browser: Browser;
let address: string;

beforeAll(async () => {
  server = await preview({ configFile: 'docs/.vitepress/preview.ts', preview: { port: 0 } });
  address = server.resolvedUrls!.local[0]!;
  browser = await chromium.launch(launchOptions);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A page that is opened, and what it complains of. */
const open = async (
  file: string,
  at = address,
  by = browser,
): Promise<{ page: Page; problems: string[] }> => {
  const page = await by.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(at + file);
  // Buttons do something from now on.
  await page.waitForFunction('document.querySelector("#app")?.__vue_app__');
  return { page, problems };
};

/** Runs a snippet, and requires that it gives what it says. */
const runSnippet = async (page: Page, index: number): Promise<void> => {
  const snippet = page.locator('.snippet').nth(index);
  await snippet.locator('button.run').click();
  await snippet.and(page.locator('[data-state=done]')).waitFor({ timeout: 60_000 });
  const wrong = snippet.locator('.snippet-output').locator('.error, .differs');
  expect(await wrong.allTextContents()).toEqual([]);
};

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

describe('a snippet', () => {
  it('is edited, run by keyboard, shared by its address, and reset', async () => {
    const { page, problems } = await open('index.html');
    const snippet = page.locator('.snippet').first();
    await snippet.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Code').fill('console.log(6 * 7);\n[1, 2].length; // => 2');
    await page.keyboard.press('Control+Enter');
    await snippet.and(page.locator('[data-state=done]')).waitFor();
    expect(await snippet.locator('.snippet-output pre').allTextContents()).toEqual(['42', '2']);
    await snippet.getByRole('button', { name: 'Share' }).click();
    await page.waitForFunction(() => location.hash.startsWith('#snippet=1&code='));

    const again = await browser.newPage();
    await again.goto(page.url());
    await again.getByLabel('Code').waitFor();
    expect(await again.getByLabel('Code').textContent()).toContain('6 * 7');
    await snippet.getByRole('button', { name: 'Reset' }).click();
    expect(await snippet.textContent()).toContain('fit({');
    expect(problems).toEqual([]);
    await Promise.all([page.close(), again.close()]);
  });

  it('says when it does not give what the page says, and when it fails', async () => {
    const { page } = await open('index.html');
    const snippet = page.locator('.snippet').first();
    const run = async (code: string): Promise<string | null> => {
      if ((await page.getByLabel('Code').count()) === 0)
        await snippet.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Code').fill(code);
      await snippet.locator('button.run').click();
      await snippet.and(page.locator('[data-state=done]')).waitFor();
      return snippet.locator('.snippet-output').textContent();
    };
    expect(await run('1 + 1; // => 3')).toContain('(the page says 3)');
    expect(await run("import { x } from 'y';\nx;")).toContain("'y' is not at hand here");
    expect(await run('const = 1;')).toContain('SyntaxError');
    expect(await run("throw new Error('no');")).toContain('Error: no');
    await page.close();
  });

  it('tells the type of an imported name under the pointer, as shown and in the editor', async () => {
    const { page, problems } = await open('index.html');
    const tip = page.getByRole('tooltip');
    const pointAt = async (place: string, word: string): Promise<void> => {
      const [x, y] = (await page.evaluate(`(() => {
        const texts = document.createTreeWalker(document.querySelector('${place}'), NodeFilter.SHOW_TEXT);
        while (texts.nextNode() && !/\\b${word}\\b/.test(texts.currentNode.data));
        const at = texts.currentNode.data.search(/\\b${word}\\b/);
        const range = new Range();
        range.setStart(texts.currentNode, at);
        range.setEnd(texts.currentNode, at + ${word.length});
        range.startContainer.parentElement.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = range.getBoundingClientRect();
        return [left + width / 2, top + height / 2];
      })()`)) as [number, number];
      await page.mouse.move(x, y);
    };
    await pointAt('.snippet .shiki', 'dense');
    expect(await tip.textContent()).toMatch(/^dense\(units: Units, options\?: DenseOptions\)/);
    await pointAt('.snippet .shiki', 'xor'); // Of the snippet itself.
    await tip.waitFor({ state: 'detached' });
    await page.locator('.snippet').first().getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Code').waitFor();
    await pointAt('.cm-content', 'fit');
    expect(await tip.textContent()).toContain('fit(options: FitOptions): Fitting');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('stops an endless loop', async () => {
    const { page } = await open('index.html');
    const snippet = page.locator('.snippet').first();
    await snippet.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Code').fill('for (;;);');
    await snippet.locator('button.run').click();
    await snippet.getByRole('button', { name: 'Stop' }).click();
    expect(await snippet.locator('.snippet-output').textContent()).toContain('stopped');
    await page.close();
  });

  it('has an engine with threads, ready in a second', async () => {
    const { page } = await open('index.html');
    const snippet = page.locator('.snippet').first();
    await snippet.getByRole('button', { name: 'Edit' }).click();
    await page
      .getByLabel('Code')
      .fill("import { describe } from '@puregrad/tensors';\nconsole.log(describe());");
    await snippet.locator('button.run').click();
    await snippet.and(page.locator('[data-state=done]')).waitFor();
    expect(await snippet.locator('.snippet-output').textContent()).toMatch(
      /WebAssembly SIMD.* threads?/,
    );
    await page.close();
  });
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

describe('the playground', () => {
  it('learns digits to 95 % within a minute, and knows one that is drawn', async () => {
    const { page, problems } = await open('playground.html');
    await page.getByRole('button', { name: 'Train' }).click();
    const accuracy = page.locator('.accuracy');
    await expect
      .poll(async () => Number.parseFloat((await accuracy.textContent()) ?? ''), {
        timeout: 60_000,
      })
      .toBeGreaterThanOrEqual(95);
    await page.waitForSelector('.playground-status[data-state=done]');
    const pad = await page.getByLabel('Draw a digit here').boundingBox();
    const strokes = [
      [0.3, 0.25],
      [0.7, 0.25],
      [0.45, 0.8],
    ].map(([x, y]) => [pad!.x + x! * pad!.width, pad!.y + y! * pad!.height] as const);
    await page.mouse.move(...strokes[0]!);
    await page.mouse.down();
    for (const [x, y] of strokes.slice(1)) await page.mouse.move(x, y, { steps: 8 });
    await page.mouse.up();
    expect(await page.locator('.digit-answer').textContent()).toMatch(/^7/);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('shows gradients that vanish, and a map of the plane', async () => {
    const { page, problems } = await open('playground.html');
    await page.getByRole('button', { name: 'Watch gradients vanish' }).click();
    await page.waitForSelector('.gradient-bars');
    await page.waitForSelector('.playground-status[data-state=done]');
    const sizes = await page.locator('.gradient-bars td:last-child').allTextContents();
    expect(sizes).toHaveLength(9);
    expect(Number(sizes[0])).toBeLessThan(Number(sizes.at(-1)) / 1000);
    expect(await page.getByLabel('Points of two classes').count()).toBe(1);
    // Was: the first curve had no name.
    const names = page.locator('.u-legend .u-label:visible');
    expect(await names.allTextContents()).toEqual(['training', 'test']);
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe('the playground on a graphics processor', () => {
  it.each(['webgpu', 'webgl2'])('learns the moons on %s', async (engine) => {
    const withGpu = await chromium.launch({
      ...launchOptions,
      args: [...launchOptions.args, ...softwareGpu],
    });
    const { page, problems } = await open('playground.html', address, withGpu);
    await page.getByLabel('Data').selectOption('moons');
    await page.getByLabel('Epochs').fill('5');
    await page.getByLabel('Engine').selectOption(engine);
    await page.getByRole('button', { name: 'Train' }).click();
    await page.waitForSelector('.playground-status[data-state=done]', { timeout: 100_000 });
    expect(Number.parseFloat((await page.locator('.accuracy').textContent())!)).toBeGreaterThan(80);
    expect(await page.getByLabel('Points of two classes').count()).toBe(1);
    expect(problems).toEqual([]);
    await withGpu.close();
  });

  it('says so where there is none', async () => {
    const { page } = await open('playground.html');
    await page.getByLabel('Engine').selectOption('webgpu');
    await page.getByRole('button', { name: 'Train' }).click();
    await page.waitForSelector('.playground-status[data-state=done]');
    const told = await page.locator('.playground-results').textContent();
    expect(told).toContain('cannot run here in mode webgpu');
    expect(told).not.toContain('loading'); // Was: it seemed to load for ever.
    await page.close();
  });
});

describe('for those who see little, or have no mouse', () => {
  it.each(['light', 'dark'] as const)('pages keep to WCAG 2.1 AA, %s', async (colorScheme) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const violations = async (file: string): Promise<readonly string[]> => {
      const axe = new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .exclude('.DocSearch-Button') // Its keys are no part of its name.
        .disableRules('scrollable-region-focusable'); // The editor scrolls with its cursor.
      return (await axe.analyze()).violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${file}: ${id}: ${html}`),
      );
    };
    const found: string[] = [];
    const files = ['index', 'guide/why', 'playground', 'experiments/overfitting', 'api/index'];
    for (const file of files) {
      await page.goto(`${address}${file}.html`);
      found.push(...(await violations(file)));
    }
    await page.goto(`${address}tutorial/dropout.html`);
    await runSnippet(page, 0);
    await page.getByRole('button', { name: 'Edit' }).last().click();
    await page.getByLabel('Code').waitFor();
    found.push(...(await violations('a snippet that ran, and one that is edited')));
    expect(found).toEqual([]);
    await context.close();
  });

  it('a snippet is reached, run, edited and left by keys alone', async () => {
    const { page } = await open('tutorial/dropout.html');
    const press = async (key: string, until: string): Promise<void> => {
      for (let i = 0; i < 100; i++) {
        await page.keyboard.press(key);
        if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(until)})`)) return;
      }
      throw new Error(`${until} is not reached`);
    };
    await press('Tab', 'button.run');
    await page.keyboard.press('Enter');
    await page.locator('.snippet[data-state=done]').waitFor();
    await press('Tab', '.snippet-bar button:not(.run)');
    await page.keyboard.press('Enter');
    await page.getByLabel('Code').waitFor();
    await page.keyboard.press('Escape');
    await press('Tab', 'button.run');
    await page.close();
  });
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
