import { type Code, memory, type Operation, op } from './code.ts';

export const eq: Operation = op(0x5b);
export const ge: Operation = op(0x60);
export const add: Operation = op(0x92);
export const load = (address: Code, offset = 0): Code => memory([0x2a], 2)(address)(offset);
export const store = (address: Code, value: Code, offset = 0): Code =>
  memory([0x38], 2)(address, value)(offset);
export const demote: Operation = op(0xb6);
