import { type Code, f32x4, get, i32x4, ModuleBuilder, v128 } from './assembler.ts';

const validates = (compute: (x: Code) => Code): boolean => {
  if (typeof WebAssembly === 'undefined') return false;
  const probe = new ModuleBuilder();
  probe.define({ params: ['i32'] }, ({ params: [at] }) =>
    v128.store(get(at!), compute(v128.load(get(at!)))),
  );
  return WebAssembly.validate(probe.finish({ shared: false }));
};

/** Whether WebAssembly with 128-bit vectors runs here. */
export const hasSimd = (): boolean => validates((x) => i32x4.add(x, x));

/** Whether `a · b + c` is an instruction, rounded once: relaxed SIMD, as in Node from 22 on. */
export const hasFusedMultiplyAdd = (): boolean => validates((x) => f32x4.fusedMultiplyAdd(x, x, x));
