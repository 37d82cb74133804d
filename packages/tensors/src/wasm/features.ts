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
 * The reason why WebAssembly with 128-bit vectors cannot be used here; undefined if it can. It is found once, by
 * compiling a small module: if a policy forbids compilation, `validate` succeeds all the same.
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

/** Whether there is an instruction for `a · b + c`, rounded once: relaxed SIMD, as in Node 22 and later. */
export const hasFusedMultiplyAdd = (): boolean =>
  WebAssembly.validate(moduleWith((x) => f32x4.fusedMultiplyAdd(x, x, x)));
