import { type Code, f32x4, get, i32x4, ModuleBuilder, v128 } from './assembler.ts';

const moduleWith = (compute: (x: Code) => Code): Uint8Array<ArrayBuffer> => {
  const probe = new ModuleBuilder();
  probe.define({ params: ['i32'] }, ({ params: [at] }) =>
    v128.store(get(at!), compute(v128.load(get(at!)))),
  );
  return probe.finish({ shared: false });
};

let whyNot: string | null | undefined;

/**
 * Why programs cannot be WebAssembly with 128-bit vectors here; undefined where they can. Tried once, by
 * compiling a small module: where a policy forbids to compile, all is there and `validate` says yes.
 */
export const whyNoSimd = (): string | undefined => {
  if (whyNot === undefined) whyNot = tryToCompile() ?? null;
  return whyNot ?? undefined;
};

const tryToCompile = (): string | undefined => {
  if (typeof WebAssembly === 'undefined') return 'there is no WebAssembly here';
  const probe = moduleWith((x) => i32x4.add(x, x));
  if (!WebAssembly.validate(probe)) return 'WebAssembly has no 128-bit vectors here';
  try {
    new WebAssembly.Module(probe);
    return undefined;
  } catch (error) {
    return `WebAssembly may not be compiled here (${String(error)}; a page's policy must allow 'wasm-unsafe-eval')`;
  }
};

/** Whether `a · b + c` is an instruction, rounded once: relaxed SIMD, as in Node from 22 on. */
export const hasFusedMultiplyAdd = (): boolean =>
  WebAssembly.validate(moduleWith((x) => f32x4.fusedMultiplyAdd(x, x, x)));
