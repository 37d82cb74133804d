import { describe, expect, it } from 'vitest';
import { browser, open } from './site.ts';

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
    expect(await run("import { x } from 'y';\nx;")).toContain(
      "'y' cannot be imported on this page",
    );
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

  it('shows the chart of a recorded run, until the reader runs it', async () => {
    const { page, problems } = await open('tutorial/gradient-clipping.html');
    const snippet = page.locator('.snippet', { has: page.locator('.snippet-source') }).first();
    await snippet.scrollIntoViewIfNeeded();
    await snippet.locator('canvas').waitFor();
    expect(await snippet.locator('.snippet-source').textContent()).toContain('A recorded run');
    expect(await snippet.getByText(/^Line chart over epoch from 1 to/).textContent()).toMatch(
      /loss starts at .* ends at/,
    );
    await snippet.locator('button.run').click();
    await snippet.and(page.locator('[data-state=done]')).waitFor();
    expect(await snippet.locator('.snippet-source').textContent()).toBe('Your run.');
    await snippet.locator('canvas').waitFor();
    await snippet.getByRole('button', { name: 'Reset' }).click();
    expect(await snippet.locator('.snippet-source').textContent()).toContain('A recorded run');
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
