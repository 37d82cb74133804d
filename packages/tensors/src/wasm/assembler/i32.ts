import { atomic, type Code, memory, type Operation, op, seq, signed } from './code.ts';

const constant = (value: number): Code => [0x41, ...signed(value)];
export const eqz: Operation = op(0x45);
export const eq: Operation = op(0x46);
export const ne: Operation = op(0x47);
export const lt: Operation = op(0x48);
export const ltU: Operation = op(0x49);
export const le: Operation = op(0x4c);
export const ge: Operation = op(0x4e);
export const gt: Operation = op(0x4a);
export const add: Operation = op(0x6a);
export const sub: Operation = op(0x6b);
export const mul: Operation = op(0x6c);
export const times = (x: Code, n: number): Code => mul(x, constant(n));
export const div: Operation = op(0x6d);
export const rem: Operation = op(0x6f);
export const and: Operation = op(0x71);
export const or: Operation = op(0x72);
export const xor: Operation = op(0x73);
export const shl: Operation = op(0x74);
export const shrU: Operation = op(0x76);
/** Rotates the bits to the left. */
export const rotateLeft = (x: Code, bits: number): Code => op(0x77)(x, constant(bits));
export const min = (a: Code, b: Code): Code => seq(a, b, lt(a, b), [0x1b]);
export const select = (condition: Code, a: Code, b: Code): Code => op(0x1b)(a, b, condition);
export const wrap: Operation = op(0xa7);
/** The bits of a float. */
export const ofFloat: Operation = op(0xbc);
/** Rounds towards zero; a number out of range becomes the nearest int32, and NaN becomes 0. */
export const truncateDouble = (x: Code): Code => seq(x, [0xfc, 2]);
export const load = (address: Code, offset = 0): Code => memory([0x28], 2)(address)(offset);
export const store = (address: Code, value: Code, offset = 0): Code =>
  memory([0x36], 2)(address, value)(offset);
export const atomicLoad: Operation = atomic(0x10);
export const atomicStore: Operation = atomic(0x17);
export const atomicAdd: Operation = atomic(0x1e);
/** Sleeps while the word at an address is as expected, for at most some nanoseconds. */
export const atomicWait = (address: Code, expected: Code, nanoseconds: number): Code =>
  atomic(0x01)(address, expected, [0x42, ...signed(nanoseconds)]);
/** Wakes all threads that sleep at an address. */
export const atomicNotify = (address: Code): Code => atomic(0x00)(address, constant(-1));

export { constant as const };
