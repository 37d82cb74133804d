/**
 * WebAssembly as nested expressions: each function of this folder gives the bytes of an instruction after those of its
 * operands.
 */
export type Code = readonly number[];

export const unsigned = (value: number): Code => {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; ) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};

export const signed = (value: number): Code => {
  const bytes: number[] = [];
  for (let rest = value | 0; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0))
      return [...bytes, low];
    bytes.push(low | 0x80);
  }
};

export const floatBytes = (value: number): Code => [
  ...new Uint8Array(Float32Array.of(value).buffer),
];
export const doubleBytes = (value: number): Code => [
  ...new Uint8Array(Float64Array.of(value).buffer),
];

/** Bytes of operands, then of the instruction. */
export type Operation = (...operands: readonly Code[]) => Code;

/** Code in sequence. It is not spread: long bodies would overflow the stack. */
export const seq = (...parts: readonly Code[]): Code => {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Array<number>(length);
  let at = 0;
  for (const part of parts) for (let i = 0; i < part.length; i++) bytes[at++] = part[i]!;
  return bytes;
};

export const op =
  (opcode: number): Operation =>
  (...operands) =>
    seq(...operands, [opcode]);
export const simd =
  (opcode: number): Operation =>
  (...operands) =>
    seq(...operands, [0xfd], unsigned(opcode));
export const memory =
  (prefix: readonly number[], align: number) =>
  (address: Code, ...rest: readonly Code[]) =>
  (offset: number): Code =>
    seq(address, ...rest, prefix, [align], unsigned(offset));
export const vectorOp = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
export const atomic =
  (opcode: number): Operation =>
  (...operands) =>
    seq(...operands, [0xfe, opcode, 2, 0]);
/** A vector of the same four bytes in each lane. */
export const splatBytes = (bytes: Code): Code => seq(vectorOp(12), bytes, bytes, bytes, bytes);
