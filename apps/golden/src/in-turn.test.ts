import { expect, test } from 'vitest';
import { inTurn } from './in-turn.ts';

test('one item starts when the one before is done', async () => {
  const log: string[] = [];
  const doubled = await inTurn([1, 2], async (n) => {
    log.push(`${n} starts`);
    await Promise.resolve();
    log.push(`${n} ends`);
    return 2 * n;
  });
  expect(doubled).toEqual([2, 4]);
  expect(log).toEqual(['1 starts', '1 ends', '2 starts', '2 ends']);
});
