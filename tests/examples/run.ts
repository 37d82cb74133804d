import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { collectExamples, type Example } from './collect.ts';
import { takeChecked } from './expect-value.ts';
import { isSameChart, recordedCharts } from './recorded.ts';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** Whether an example stands on a page of the documentation: the others are of READMEs and doc comments. */
export const isOfDocs = ({ file }: Example): boolean => /^docs[\\/]/.test(file);

/**
 * A test for each example that is chosen: it runs, gives the values it states, and draws the charts that
 * the site recorded (`npm run --prefix docs record`).
 */
export const runExamples = (isChosen: (example: Example) => boolean): void => {
  const examples = collectExamples(root);
  for (const example of examples.filter(isChosen))
    it(`${example.file}:${example.line}`, async () => {
      vi.spyOn(console, 'log').mockImplementation(() => {});
      const table = vi.spyOn(console, 'table').mockImplementation(() => {});
      table.mockClear();
      takeChecked();
      const { asserted } = (await import(
        /* @vite-ignore */ `/@example/${example.file}:${example.line}.ts`
      )) as { readonly asserted: number };
      expect(takeChecked()).toBe(asserted);
      for (const recorded of recordedCharts(example, examples) ?? []) {
        const isDrawn = table.mock.calls.some(([rows]) => isSameChart(rows, recorded));
        expect(isDrawn, 'the recorded chart is another: npm run --prefix docs record').toBe(true);
      }
    });
};
