import { expect, it } from 'vitest';
import type { Row } from './compare.ts';
import { linesOf, showExclusions, showRows } from './show.ts';

const row = (work: string, subject: Row['subject'], medianMs: number, setting = ''): Row => ({
  work,
  subject,
  threads: null,
  variant: null,
  setting,
  medianMs,
  minMs: medianMs,
  maxMs: medianMs,
});

const rows = [
  row('matmul', 'puregrad', 4, '1 thread'),
  row('matmul', 'puregrad', 2, '2 threads'),
  row('matmul', 'jax-js', 5),
  row('step', 'pytorch', 1),
];

it('holds each peer against our best, where we have been timed', () => {
  const [line, ...others] = linesOf(rows);
  expect(others).toEqual([]);
  expect(line?.own.setting).toBe('2 threads');
  const cells = showRows(rows)
    .split('\n')
    .find((text) => text.includes('matmul'))
    ?.split('│')
    .slice(1, -1)
    .map((cell) => cell.trim());
  expect(cells).toEqual(['matmul', '2', '2 threads', '5 (2.5×)', '–', '–', '–', '–']);
});

it('says once what holds for several works', () => {
  const reason = 'no kernel\n  at somewhere';
  expect(
    showExclusions([
      { work: 'a', subject: 'tfjs-wasm', reason },
      { work: 'b', subject: 'tfjs-wasm', reason },
    ]),
  ).toBe('tfjs-wasm: no kernel (a; b)');
});
