import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withAssertions } from '../../docs/.vitepress/snippets/with-assertions.ts';
import { collectExamples } from './collect.ts';
import { root } from './run.ts';

const examples = collectExamples(root);

describe('the collector', () => {
  it('finds the examples of pages and of comments', () => {
    expect(examples.length).toBeGreaterThan(300);
    expect(examples.some(({ file }) => file === 'packages/tensors/README.md')).toBe(true);
  });

  it('leaves none out', () => {
    for (const { file } of examples)
      expect(readFileSync(`${root}/${file}`, 'utf8')).not.toMatch(/```(ts|typescript) +\S/);
  });

  it('makes assertions of what follows an arrow', () => {
    expect(withAssertions('f(1); // => 2')).toBe('__expect(f(1), 2);');
    expect(withAssertions('const a = 1;\nf(\n  a,\n);\n// => [1,\n// 2]')).toBe(
      'const a = 1;\n__expect(f(\n  a,\n), [1, 2]);',
    );
  });
});
