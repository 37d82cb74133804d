import { expect, it } from 'vitest';
import { showJson } from './json.ts';

it.each<[unknown, string]>([
  [undefined, 'missing'],
  [{ a: [1, null, 'x'] }, '{"a":[1,null,"x"]}'],
  ['x'.repeat(58), `"${'x'.repeat(58)}"`],
  ['x'.repeat(59), `"${'x'.repeat(59)}…`],
])('a value of JSON is shown as it is written, sixty letters of it', (value, shown) => {
  expect(showJson(value)).toBe(shown);
});
