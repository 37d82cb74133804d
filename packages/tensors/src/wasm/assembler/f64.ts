import { type Code, doubleBytes, memory, type Operation, op } from './code.ts';

const constant = (value: number): Code => [0x44, ...doubleBytes(value)];
export const add: Operation = op(0xa0);
export const load = (address: Code, offset = 0): Code => memory([0x2b], 3)(address)(offset);
export const store = (address: Code, value: Code, offset = 0): Code =>
  memory([0x39], 3)(address, value)(offset);
export const promote: Operation = op(0xbb);

export { constant as const };
