import { expect, test } from 'vitest';
import { decodeLz4Frame } from './lz4-frame.ts';

const frame = (blocks: readonly number[], flags = 0x40): Uint8Array =>
  Uint8Array.from([0x04, 0x22, 0x4d, 0x18, flags, 0x40, 0, ...blocks, 0, 0, 0, 0]);

test('literals, repetitions that overlap, stored blocks and links to the block before', () => {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(decodeLz4Frame(bytes));
  // "ab", then six letters from two before, then "c".
  const block = [7, 0, 0, 0, 0x22, 97, 98, 2, 0, 0x10, 99];
  expect(text(frame(block))).toBe('abababab' + 'c');
  const stored = [2, 0, 0, 0x80, 120, 121];
  const linked = [5, 0, 0, 0, 0x00, 2, 0, 0x10, 122];
  expect(text(frame([...stored, ...linked]))).toBe('xyxyxyz');
  expect(() => text(frame([...stored, ...linked], 0x60))).toThrow('damaged');
});

test('damaged frames throw', () => {
  const block = [7, 0, 0, 0, 0x22, 97, 98, 2, 0, 0x10, 99];
  const whole = frame(block);
  for (let length = 0; length < whole.length; length++)
    expect(() => decodeLz4Frame(whole.subarray(0, length))).toThrow('damaged');
  for (const [at, byte] of [
    [0, 1],
    [4, 0],
    [14, 0],
    [14, 9],
    [11, 0xf2],
  ] as const)
    expect(() => decodeLz4Frame(whole.with(at, byte))).toThrow('damaged');
});
