import { expect, test } from 'vitest';
import { scan } from './scan.ts';

const add = (sum: number, x: number) => [sum + x, `${sum}+${x}`] as const;

test.each<
  [string, (sum: number, x: number) => ReturnType<typeof add> | Promise<ReturnType<typeof add>>]
>([
  ['at once', add],
  ['later', async (sum, x) => add(sum, x)],
])('steps that are done %s go on from the state before', async (_, step) => {
  expect(await scan(step, 1, [2, 3])).toEqual([6, ['1+2', '3+3']]);
  expect(await scan(step, 1, [])).toEqual([1, []]);
});
