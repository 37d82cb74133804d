import { expect, it } from 'vitest';
import { readNumber } from './read-number.ts';

it.each<[string, number | undefined]>([
  ['12', 12],
  ['-12.25', -12.25],
  ['+.25', 0.25],
  ['3.', 3],
  ['1.5e10', 1.5e10],
  ['.125E-12', 1.25e-13],
  ['1e999', undefined],
  ['.', undefined],
  ['', undefined],
  [' 1', undefined],
  ['1 ', undefined],
  ['0x1F', undefined],
  ['1e', undefined],
  ['--1', undefined],
  ['Infinity', undefined],
])('%j is %s', (text, number) => {
  expect(readNumber(text)).toBe(number);
});
