import { preview } from 'vite';
import { describe, expect, it } from 'vitest';
import { address, browser, open } from './site.ts';

const HOME = '.home-training';

describe('the training on the home page', () => {
  it('plays a recording, which the keyboard pauses and goes on with', async () => {
    const { page, problems } = await open('index.html');
    const home = page.locator(HOME);
    await home.scrollIntoViewIfNeeded();
    await home.getByText(/A recorded training: epoch [2-9] of 50/).waitFor();
    await home.getByRole('button', { name: 'Pause' }).press('Enter');
    const paused = await home.locator('.home-training-status').textContent();
    await page.waitForTimeout(500);
    expect(await home.locator('.home-training-status').textContent()).toBe(paused);
    await home.getByRole('button', { name: 'Play the recording' }).press('Enter');
    await home.getByText('epoch 50 of 50').first().waitFor();
    expect(await home.locator('[aria-live=polite]').textContent()).toContain('epoch 50 of 50');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('shows its end at once to those who prefer less motion', async () => {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    await page.goto(`${address}index.html`);
    const home = page.locator(HOME);
    await home.scrollIntoViewIfNeeded();
    await home.and(page.locator('[data-state=done]')).waitFor();
    expect(await home.locator('.home-training-status').textContent()).toContain('epoch 50 of 50');
    await page.close();
  });

  it('trains when it is asked to, without threads too', async () => {
    const plain = await preview({
      configFile: 'docs/.vitepress/preview.ts',
      preview: { port: 0, headers: { 'Cross-Origin-Opener-Policy': 'unsafe-none' } },
    });
    const { page, problems } = await open('index.html', plain.resolvedUrls!.local[0]!);
    expect(await page.evaluate('crossOriginIsolated')).toBe(false);
    const home = page.locator(HOME);
    await home.scrollIntoViewIfNeeded();
    await home.getByRole('button', { name: 'Train it in this browser' }).click();
    await home.getByText('Your training: epoch 50 of 50').first().waitFor({ timeout: 60_000 });
    expect(problems).toEqual([]);
    await page.close();
    await plain.close();
  });

  it('loads no engine until it is asked to train', async () => {
    const page = await browser.newPage();
    const urls: string[] = [];
    page.on('request', (request) => urls.push(request.url()));
    await page.goto(`${address}index.html`);
    await page.locator(HOME).scrollIntoViewIfNeeded();
    await page.locator(HOME).and(page.locator('[data-state=running]')).waitFor();
    expect(urls.filter((url) => /worker|wasm|digits/.test(url))).toEqual([]);
    await page.close();
  });
});
