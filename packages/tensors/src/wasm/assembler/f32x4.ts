import { type Code, floatBytes, type Operation, seq, simd, splatBytes, vectorOp } from './code.ts';

const constant = (value: number): Code => splatBytes(floatBytes(value));
export const lane = (x: Code, lane: number): Code => seq(x, vectorOp(31), [lane]);
export const replace = (x: Code, lane: number, value: Code): Code =>
  seq(x, value, vectorOp(32), [lane]);
export const eq: Operation = simd(65);
export const lt: Operation = simd(67);
export const gt: Operation = simd(68);
export const le: Operation = simd(69);
export const floor: Operation = simd(104);
export const nearest: Operation = simd(106);
export const abs: Operation = simd(224);
export const neg: Operation = simd(225);
export const sqrt: Operation = simd(227);
export const add: Operation = simd(228);
export const sub: Operation = simd(229);
export const mul: Operation = simd(230);
export const div: Operation = simd(231);
export const min: Operation = simd(232);
export const max: Operation = simd(233);
export const convert: Operation = simd(250);
/** `a · b + c`, rounded once. */
export const fusedMultiplyAdd: Operation = simd(261);

export { constant as const };
