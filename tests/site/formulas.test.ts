import { describe, expect, it } from 'vitest';
import { address, browser } from './site.ts';

describe('formulas', () => {
  it('are mathematics to a screen reader, and ask no other host for fonts', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !/^(data|blob):/.test(url)) elsewhere.push(url);
    });
    await page.goto(`${address}tutorial/optimizers.html`, { waitUntil: 'networkidle' });
    expect(elsewhere).toEqual([]);
    expect(await page.getByRole('math').count()).toBeGreaterThan(20);
    expect(await page.locator('.katex-html:not([aria-hidden=true])').count()).toBe(0);
    const fonts = '[...document.fonts].filter(({ status }) => status === "loaded").length';
    expect(await page.evaluate(fonts)).toBeGreaterThan(2);
    await context.close();
  });

  it('scroll by themselves on a phone, not the page', async () => {
    const page = await browser.newPage({ viewport: { width: 375, height: 800 } });
    for (const name of ['l1-l2', 'optimizers', 'vanishing-gradients', 'network']) {
      await page.goto(`${address}tutorial/${name}.html`);
      const [scroll, width] = (await page.evaluate(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      )) as [number, number];
      expect(scroll, name).toBeLessThanOrEqual(width);
    }
    await page.close();
  });
});
