import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { collectExamples, type Example } from './collect.ts';
import { takeChecked } from './expect-value.ts';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** Whether an example stands on a page of the documentation: the others are of READMEs and doc comments. */
export const isOfDocs = ({ file }: Example): boolean => /^docs[\\/]/.test(file);

/** A test for each example that is chosen: it runs, and gives what it says. */
export const runExamples = (isChosen: (example: Example) => boolean): void => {
  for (const { file, line } of collectExamples(root).filter(isChosen))
    it(`${file}:${line}`, async () => {
      vi.spyOn(console, 'log').mockImplementation(() => {});
      vi.spyOn(console, 'table').mockImplementation(() => {});
      takeChecked();
      const { asserted } = (await import(/* @vite-ignore */ `/@example/${file}:${line}.ts`)) as {
        readonly asserted: number;
      };
      expect(takeChecked()).toBe(asserted);
    });
};
