import { type Code, type Operation, seq, simd, unsigned, vectorOp } from './code.ts';

export const load = (address: Code, offset = 0): Code =>
  seq(address, vectorOp(0), [2], unsigned(offset));
export const loadSplat = (address: Code, offset = 0): Code =>
  seq(address, vectorOp(9), [2], unsigned(offset));
export const loadZero = (address: Code, offset = 0): Code =>
  seq(address, vectorOp(92), [2], unsigned(offset));
export const store = (address: Code, value: Code, offset = 0): Code =>
  seq(address, value, vectorOp(11), [2], unsigned(offset));
export const storeLane = (address: Code, value: Code, lane: number, offset = 0): Code =>
  seq(address, value, vectorOp(90), [2], unsigned(offset), [lane]);
export const and: Operation = simd(78);
export const andNot: Operation = simd(79);
export const or: Operation = simd(80);
export const xor: Operation = simd(81);
/** Four of the eight lanes of a and b. */
export const lanes = (a: Code, b: Code, order: readonly [number, number, number, number]): Code =>
  seq(
    a,
    b,
    vectorOp(13),
    order.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  );
/** The bits of `a` if the mask has them set, and of `b` otherwise. */
export const select = (mask: Code, a: Code, b: Code): Code => simd(82)(a, b, mask);
