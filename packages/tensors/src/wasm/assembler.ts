import { unreachable } from '../unreachable.ts';
import { type Code, seq, unsigned } from './assembler/code.ts';
import * as i32 from './assembler/i32.ts';

export { type Code, type Operation, seq } from './assembler/code.ts';
export * as f32 from './assembler/f32.ts';
export * as f32x4 from './assembler/f32x4.ts';
export * as f64 from './assembler/f64.ts';
export * as i32x4 from './assembler/i32x4.ts';
export * as i64 from './assembler/i64.ts';
export * as v128 from './assembler/v128.ts';
export { i32 };

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

const TYPE: { readonly [T in ValueType]: number } = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

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

/** Copies bytes; the ranges may overlap. */
export const memoryCopy = (to: Code, from: Code, bytes: Code): Code =>
  seq(to, from, bytes, [0xfc, 10, 0, 0]);
export const memoryFill = (to: Code, value: Code, bytes: Code): Code =>
  seq(to, value, bytes, [0xfc, 11, 0]);

/** A number of locals. */
export type Locals<
  N extends number,
  L extends readonly Local[] = readonly [],
> = L['length'] extends N ? L : Locals<N, readonly [...L, Local]>;

/** A function under construction, with its parameters and its locals. */
export interface Body<P extends readonly ValueType[] = readonly ValueType[]> {
  readonly params: { readonly [I in keyof P]: Local };
  readonly local: (type: ValueType) => Local;
  /** Several locals of a type, to be destructured. */
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

  /** A function that the host provides under `env`; all imports come before the first definition. */
  import(name: string, signature: Signature): FunctionRef {
    if (this.#functions.length > 0) unreachable('imports come before definitions');
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
    // The code is written before the function gets its index: a body may define the functions that it calls.
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

  /** The bytes of the module. `shared`: whether its memory is shared. */
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
