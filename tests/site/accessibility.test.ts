import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { address, browser, open, runSnippet } from './site.ts';

describe('for those who see little, or have no mouse', () => {
  it.each(['light', 'dark'] as const)('pages keep to WCAG 2.1 AA, %s', async (colorScheme) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const violations = async (file: string): Promise<readonly string[]> => {
      const axe = new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .exclude('.DocSearch-Button') // Its keys are not part of its name.
        .disableRules('scrollable-region-focusable'); // The editor scrolls with its cursor.
      return (await axe.analyze()).violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${file}: ${id}: ${html}`),
      );
    };
    const found: string[] = [];
    const files = [
      ...['index', 'guide/why', 'tutorial/optimizers', 'playground'],
      ...['experiments/overfitting', 'api/index'],
    ];
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
