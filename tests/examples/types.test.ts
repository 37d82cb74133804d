import { expect, it } from 'vitest';
import { collectExamples } from './collect.ts';
import { root } from './run.ts';
import { typeErrors } from './types-of-examples.ts';

it('examples have the types they need, in a strict project', () => {
  expect(typeErrors(root, collectExamples(root))).toEqual([]);
});

it('the types of an example that has wrong ones are complained of, with the place', () => {
  const code = "import { relu } from '@puregrad/tensors';\nrelu('x');\nconst f = (x) => x;\nf(1);";
  const [first, second, ...more] = typeErrors(root, [{ file: 'x.md', line: 7, code }]);
  expect(first).toMatch(/^x\.md:8: .*string.*is not assignable/);
  expect(second).toMatch(/^x\.md:9: Parameter 'x' implicitly has an 'any' type/);
  expect(more).toEqual([]);
});
