/**
 * WebAssembly as nested expressions: each function here gives the bytes of an instruction after
 * those of its operands, so that code reads from the outside in.
 */
export type Code = readonly number[];

export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

const TYPE: { readonly [T in ValueType]: number } = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

const unsigned = (value: number): Code => {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; ) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};

const signed = (value: number): Code => {
  const bytes: number[] = [];
  for (let rest = value | 0; ; ) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0))
      return [...bytes, low];
    bytes.push(low | 0x80);
  }
};

const floatBytes = (value: number): Code => [...new Uint8Array(Float32Array.of(value).buffer)];
const doubleBytes = (value: number): Code => [...new Uint8Array(Float64Array.of(value).buffer)];

/** Bytes of operands, then of the instruction. */
export type Operation = (...operands: readonly Code[]) => Code;

/** Code in a row. Not spread: long bodies would overflow the stack. */
export const seq = (...parts: readonly Code[]): Code => {
  const bytes: number[] = [];
  for (const part of parts) for (const byte of part) bytes.push(byte);
  return bytes;
};

const op =
  (opcode: number): Operation =>
  (...operands) =>
    seq(...operands, [opcode]);
const simd =
  (opcode: number): Operation =>
  (...operands) =>
    seq(...operands, [0xfd], unsigned(opcode));
const memory =
  (prefix: readonly number[], align: number) =>
  (address: Code, ...rest: readonly Code[]) =>
  (offset: number): Code =>
    seq(address, ...rest, prefix, [align], unsigned(offset));
const vectorOp = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const atomic =
  (opcode: number): Operation =>
  (...operands) =>
    seq(...operands, [0xfe, opcode, 2, 0]);

/** A local variable of a function, or a parameter. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

export const get = ({ index }: Local): Code => [0x20, ...unsigned(index)];
export const set = ({ index }: Local, value: Code): Code => seq(value, [0x21], unsigned(index));
export const tee = ({ index }: Local, value: Code): Code => seq(value, [0x22], unsigned(index));

/** A function of a module, or one that it imports. */
export interface FunctionRef {
  readonly index: number;
}
export const call = ({ index }: FunctionRef, ...operands: readonly Code[]): Code =>
  seq(...operands, [0x10], unsigned(index));

const VOID = 0x40;
export const when = (condition: Code, then: Code, otherwise?: Code): Code =>
  otherwise === undefined
    ? seq(condition, [0x04, VOID], then, [0x0b])
    : seq(condition, [0x04, VOID], then, [0x05], otherwise, [0x0b]);
export const drop = (value: Code): Code => seq(value, [0x1a]);

/** Runs the body while the condition holds, which is tested first. */
export const whileLoop = (condition: Code, body: Code): Code =>
  seq(condition, [0x04, VOID, 0x03, VOID], body, condition, [0x0d, 0, 0x0b, 0x0b]);

/** `for (i = from; i < to; i += step)`, for signed numbers. */
export const forLoop = (i: Local, from: Code, to: Code, step: number, body: Code): Code =>
  seq(
    set(i, from),
    whileLoop(i32.lt(get(i), to), seq(body, set(i, i32.add(get(i), i32.const(step))))),
  );

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  eqz: op(0x45) as Operation,
  eq: op(0x46) as Operation,
  ne: op(0x47) as Operation,
  lt: op(0x48) as Operation,
  ltU: op(0x49) as Operation,
  le: op(0x4c) as Operation,
  ge: op(0x4e) as Operation,
  gt: op(0x4a) as Operation,
  add: op(0x6a) as Operation,
  sub: op(0x6b) as Operation,
  mul: op(0x6c) as Operation,
  times: (x: Code, n: number): Code => i32.mul(x, i32.const(n)),
  div: op(0x6d) as Operation,
  rem: op(0x6f) as Operation,
  and: op(0x71) as Operation,
  or: op(0x72) as Operation,
  xor: op(0x73) as Operation,
  shl: op(0x74) as Operation,
  shrU: op(0x76) as Operation,
  rotl: op(0x77) as Operation,
  select: (condition: Code, a: Code, b: Code): Code => seq(a, b, condition, [0x1b]),
  min: (a: Code, b: Code): Code => seq(a, b, i32.lt(a, b), [0x1b]),
  load: (address: Code, offset = 0): Code => memory([0x28], 2)(address)(offset),
  store: (address: Code, value: Code, offset = 0): Code =>
    memory([0x36], 2)(address, value)(offset),
  atomicLoad: atomic(0x10) as Operation,
  atomicStore: atomic(0x17) as Operation,
  atomicAdd: atomic(0x1e) as Operation,
  /** Sleeps while the word at an address is as expected, for some nanoseconds at most. */
  atomicWait: (address: Code, expected: Code, nanoseconds: number): Code =>
    atomic(0x01)(address, expected, [0x42, ...signed(nanoseconds)]),
  /** Wakes all who sleep at an address. */
  atomicNotify: (address: Code): Code => atomic(0x00)(address, i32.const(-1)),
};

export const f32 = {
  const: (value: number): Code => [0x43, ...floatBytes(value)],
  eq: op(0x5b) as Operation,
  ge: op(0x60) as Operation,
  add: op(0x92) as Operation,
  load: (address: Code, offset = 0): Code => memory([0x2a], 2)(address)(offset),
  store: (address: Code, value: Code, offset = 0): Code =>
    memory([0x38], 2)(address, value)(offset),
  demote: op(0xb6) as Operation,
};

export const f64 = {
  const: (value: number): Code => [0x44, ...doubleBytes(value)],
  add: op(0xa0) as Operation,
  load: (address: Code, offset = 0): Code => memory([0x2b], 3)(address)(offset),
  store: (address: Code, value: Code, offset = 0): Code =>
    memory([0x39], 3)(address, value)(offset),
  promote: op(0xbb) as Operation,
};

const splatBytes = (bytes: Code): Code => seq(vectorOp(12), bytes, bytes, bytes, bytes);

export const v128 = {
  load: (address: Code, offset = 0): Code => seq(address, vectorOp(0), [2], unsigned(offset)),
  loadSplat: (address: Code, offset = 0): Code => seq(address, vectorOp(9), [2], unsigned(offset)),
  loadZero: (address: Code, offset = 0): Code => seq(address, vectorOp(92), [2], unsigned(offset)),
  store: (address: Code, value: Code, offset = 0): Code =>
    seq(address, value, vectorOp(11), [2], unsigned(offset)),
  storeLane: (address: Code, value: Code, lane: number, offset = 0): Code =>
    seq(address, value, vectorOp(90), [2], unsigned(offset), [lane]),
  and: simd(78) as Operation,
  andNot: simd(79) as Operation,
  or: simd(80) as Operation,
  xor: simd(81) as Operation,
  not: simd(77) as Operation,
  /** Four lanes of the eight of a and b. */
  lanes: (a: Code, b: Code, order: readonly [number, number, number, number]): Code =>
    seq(
      a,
      b,
      vectorOp(13),
      order.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
    ),
  /** `a` where the mask is set, else `b`. */
  select: (mask: Code, a: Code, b: Code): Code => simd(82)(a, b, mask),
};

export const i32x4 = {
  const: (value: number): Code =>
    splatBytes([value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255]),
  lanes: (): Code => seq(vectorOp(12), [0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]),
  splat: simd(17) as Operation,
  eq: simd(55) as Operation,
  lt: simd(57) as Operation,
  gt: simd(59) as Operation,
  le: simd(61) as Operation,
  abs: simd(160) as Operation,
  neg: simd(161) as Operation,
  shl: (x: Code, bits: number): Code => simd(171)(x, i32.const(bits)),
  shrS: (x: Code, bits: number): Code => simd(172)(x, i32.const(bits)),
  shrU: (x: Code, bits: number): Code => simd(173)(x, i32.const(bits)),
  add: simd(174) as Operation,
  sub: simd(177) as Operation,
  mul: simd(181) as Operation,
  min: simd(182) as Operation,
  max: simd(184) as Operation,
  truncate: simd(248) as Operation,
  lane: (x: Code, lane: number): Code => seq(x, vectorOp(27), [lane]),
  replace: (x: Code, lane: number, value: Code): Code => seq(x, value, vectorOp(28), [lane]),
};

export const f32x4 = {
  const: (value: number): Code => splatBytes(floatBytes(value)),
  splat: simd(19) as Operation,
  lane: (x: Code, lane: number): Code => seq(x, vectorOp(31), [lane]),
  replace: (x: Code, lane: number, value: Code): Code => seq(x, value, vectorOp(32), [lane]),
  eq: simd(65) as Operation,
  ne: simd(66) as Operation,
  lt: simd(67) as Operation,
  gt: simd(68) as Operation,
  le: simd(69) as Operation,
  ge: simd(70) as Operation,
  floor: simd(104) as Operation,
  nearest: simd(106) as Operation,
  abs: simd(224) as Operation,
  neg: simd(225) as Operation,
  sqrt: simd(227) as Operation,
  add: simd(228) as Operation,
  sub: simd(229) as Operation,
  mul: simd(230) as Operation,
  div: simd(231) as Operation,
  min: simd(232) as Operation,
  max: simd(233) as Operation,
  convert: simd(250) as Operation,
  /** `a · b + c`, rounded once. */
  fusedMultiplyAdd: simd(261) as Operation,
};

/** Copies bytes; the ranges may overlap. */
export const memoryCopy = (to: Code, from: Code, bytes: Code): Code =>
  seq(to, from, bytes, [0xfc, 10, 0, 0]);
export const memoryFill = (to: Code, value: Code, bytes: Code): Code =>
  seq(to, value, bytes, [0xfc, 11, 0]);

/** As many locals. */
export type Locals<
  N extends number,
  L extends readonly Local[] = readonly [],
> = L['length'] extends N ? L : Locals<N, readonly [...L, Local]>;

/** A function under construction: parameters first, then as many locals as it asks for. */
export interface Body<P extends readonly ValueType[] = readonly ValueType[]> {
  readonly params: { readonly [I in keyof P]: Local };
  readonly local: (type: ValueType) => Local;
  /** Some locals of a type, to be taken apart. */
  readonly locals: <N extends number>(type: ValueType, count: N) => Locals<N>;
}

interface Signature<P extends readonly ValueType[] = readonly ValueType[]> {
  readonly params: P;
  readonly result?: ValueType | undefined;
}

interface Defined {
  readonly signature: Signature;
  readonly locals: readonly ValueType[];
  readonly code: Code;
  readonly exported: string | undefined;
}

export interface ModuleOptions {
  readonly shared: boolean;
}

const section = (id: number, ...items: readonly Code[]): Code => {
  const content = seq(unsigned(items.length), ...items);
  return seq([id], unsigned(content.length), content);
};
const text = (value: string): Code => {
  const bytes = [...new TextEncoder().encode(value)];
  return seq(unsigned(bytes.length), bytes);
};

/** A module under construction, over an imported memory. */
export class ModuleBuilder {
  readonly #imports: { readonly name: string; readonly signature: Signature }[] = [];
  readonly #functions: Defined[] = [];

  /** A function that the host gives, under `env`; imports come before the first definition. */
  import(name: string, signature: Signature): FunctionRef {
    if (this.#functions.length > 0) throw new Error('imports come before definitions');
    return { index: this.#imports.push({ name, signature }) - 1 };
  }

  define<const P extends readonly ValueType[]>(
    signature: Signature<P>,
    write: (body: Body<P>) => Code,
    { exported }: { readonly exported?: string } = {},
  ): FunctionRef {
    const locals: ValueType[] = [];
    const local = (type: ValueType): Local => ({
      index: signature.params.length + locals.push(type) - 1,
      type,
    });
    // Written first: a body may define the functions that it calls.
    const code = write({
      params: signature.params.map((type, index) => ({ index, type })) as Body<P>['params'],
      local,
      locals: <N extends number>(type: ValueType, count: N) =>
        Array.from({ length: count }, () => local(type)) as readonly Local[] as Locals<N>,
    });
    const index =
      this.#imports.length + this.#functions.push({ signature, locals, code, exported }) - 1;
    return { index };
  }

  /** The bytes of the module; `shared` is whether its memory is. */
  finish({ shared }: ModuleOptions): Uint8Array<ArrayBuffer> {
    const signatures = [...this.#imports, ...this.#functions].map(({ signature }) => signature);
    const types = signatures.map(({ params, result }) =>
      seq(
        [0x60],
        unsigned(params.length),
        params.map((type) => TYPE[type]),
        result === undefined ? [0] : [1, TYPE[result]],
      ),
    );
    const memoryLimits = shared ? [3, 0, ...unsigned(65536)] : [1, 0, ...unsigned(65536)];
    const imports = [
      seq(text('env'), text('memory'), [2], memoryLimits),
      ...this.#imports.map(({ name }, i) => seq(text('env'), text(name), [0], unsigned(i))),
    ];
    const offset = this.#imports.length;
    const exports = this.#functions.flatMap(({ exported }, i) =>
      exported === undefined ? [] : [seq(text(exported), [0], unsigned(offset + i))],
    );
    const bodies = this.#functions.map(({ locals, code }) => {
      const declared = seq(unsigned(locals.length), ...locals.map((type) => [1, TYPE[type]]));
      const body = seq(declared, code, [0x0b]);
      return seq(unsigned(body.length), body);
    });
    return Uint8Array.from(
      seq(
        [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
        section(1, ...types),
        section(2, ...imports),
        section(3, ...this.#functions.map((_, i) => unsigned(offset + i))),
        section(7, ...exports),
        section(10, ...bodies),
      ),
    );
  }
}
