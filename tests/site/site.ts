import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject } from 'vitest';

export const address = inject('siteAddress');

export let browser: Browser;
beforeAll(async () => {
  browser = await chromium.connect(inject('browserEndpoint'));
});
afterAll(() => browser?.close());

/** A page that is opened, and what it complains of. */
export const open = async (
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
export const runSnippet = async (page: Page, index: number): Promise<void> => {
  const snippet = page.locator('.snippet').nth(index);
  await snippet.locator('button.run').click();
  await snippet.and(page.locator('[data-state=done]')).waitFor({ timeout: 60_000 });
  const wrong = snippet.locator('.snippet-output').locator('.error, .differs');
  expect(await wrong.allTextContents()).toEqual([]);
};
