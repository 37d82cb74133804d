import { type Code, type Operation, seq, simd, splatBytes, vectorOp } from './code.ts';
import { const as word } from './i32.ts';

const constant = (value: number): Code =>
  splatBytes([value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255]);
export const lanes = (): Code =>
  seq(vectorOp(12), [0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]);
export const splat: Operation = simd(17);
export const eq: Operation = simd(55);
export const lt: Operation = simd(57);
export const gt: Operation = simd(59);
export const le: Operation = simd(61);
export const abs: Operation = simd(160);
export const neg: Operation = simd(161);
export const shl = (x: Code, bits: number): Code => simd(171)(x, word(bits));
export const shrS = (x: Code, bits: number): Code => simd(172)(x, word(bits));
export const shrU = (x: Code, bits: number): Code => simd(173)(x, word(bits));
export const add: Operation = simd(174);
export const sub: Operation = simd(177);
export const mul: Operation = simd(181);
export const min: Operation = simd(182);
export const max: Operation = simd(184);
export const truncate: Operation = simd(248);
export const replace = (x: Code, lane: number, value: Code): Code =>
  seq(x, value, vectorOp(28), [lane]);

export { constant as const };
