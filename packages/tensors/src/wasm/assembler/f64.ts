import { type Code, doubleBytes, memory, type Operation, op } from './code.ts';

const constant = (value: number): Code => [0x44, ...doubleBytes(value)];
export const eq: Operation = op(0x61);
export const ne: Operation = op(0x62);
export const lt: Operation = op(0x63);
export const gt: Operation = op(0x64);
export const abs: Operation = op(0x99);
export const neg: Operation = op(0x9a);
export const floor: Operation = op(0x9c);
export const nearest: Operation = op(0x9e);
export const add: Operation = op(0xa0);
export const sub: Operation = op(0xa1);
export const mul: Operation = op(0xa2);
export const div: Operation = op(0xa3);
export const min: Operation = op(0xa4);
export const max: Operation = op(0xa5);
/** `a` if the condition is not 0, else `b`; both are computed. */
export const select = (condition: Code, a: Code, b: Code): Code => op(0x1b)(a, b, condition);
export const load = (address: Code, offset = 0): Code => memory([0x2b], 3)(address)(offset);
export const store = (address: Code, value: Code, offset = 0): Code =>
  memory([0x39], 3)(address, value)(offset);
export const promote: Operation = op(0xbb);
export const ofLong: Operation = op(0xb9);
export const ofBits: Operation = op(0xbf);

export { constant as const };
