import { type Code, type Operation, op, signed } from './code.ts';

/** A constant that 32 bits hold. */
const constant = (value: number): Code => [0x42, ...signed(value)];
const shift =
  (opcode: number) =>
  (x: Code, bits: number): Code =>
    op(opcode)(x, constant(bits));
export const add: Operation = op(0x7c);
export const sub: Operation = op(0x7d);
export const mul: Operation = op(0x7e);
export const or: Operation = op(0x84);
export const shl: (x: Code, bits: number) => Code = shift(0x86);
export const shrU: (x: Code, bits: number) => Code = shift(0x88);
export const extendS: Operation = op(0xac);
export const extendU: Operation = op(0xad);
export const ofDouble: Operation = op(0xbd);

export { constant as const };
