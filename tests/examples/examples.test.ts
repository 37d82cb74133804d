import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { withAssertions } from '../../docs/.vitepress/snippets/with-assertions.ts';
import { collectExamples } from './collect.ts';
import { takeChecked } from './expect-value.ts';
import { typeErrors } from './types-of-examples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = collectExamples(root);

describe('examples run, and give what they say', () => {
  for (const { file, line } of examples)
    it(`${file}:${line}`, async () => {
      vi.spyOn(console, 'log').mockImplementation(() => {});
      vi.spyOn(console, 'table').mockImplementation(() => {});
      takeChecked();
      const { asserted } = (await import(/* @vite-ignore */ `/@example/${file}:${line}.ts`)) as {
        readonly asserted: number;
      };
      expect(takeChecked()).toBe(asserted);
    });
});

it('examples have the types they need, in a strict project', () => {
  expect(typeErrors(root, examples)).toEqual([]);
});

it('the types of an example that has wrong ones are complained of, with the place', () => {
  const code = "import { relu } from '@puregrad/tensors';\nrelu('x');\nconst f = (x) => x;\nf(1);";
  const [first, second, ...more] = typeErrors(root, [{ file: 'x.md', line: 7, code }]);
  expect(first).toMatch(/^x\.md:8: .*string.*is not assignable/);
  expect(second).toMatch(/^x\.md:9: Parameter 'x' implicitly has an 'any' type/);
  expect(more).toEqual([]);
});

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
