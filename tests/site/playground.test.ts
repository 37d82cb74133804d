import { chromium } from 'playwright';
import { describe, expect, it } from 'vitest';
import { softwareGpu } from '../browser/software-gpu.ts';
import { launchOptions } from './launch-options.ts';
import { address, open } from './site.ts';

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
