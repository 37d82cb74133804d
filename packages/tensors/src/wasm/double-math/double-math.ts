import {
  type Code,
  call,
  type FunctionRef,
  f32x4,
  get,
  i32,
  type Local,
  type ModuleBuilder,
  seq,
  set,
} from '../assembler.ts';
import { definePower } from './power.ts';
import { defineSine } from './sine.ts';

/** The functions of floats that are computed in double precision, one lane after the other. */
export type DoubleFunction = 'sin' | 'cos' | 'pow';

/** Sets the lanes of a vector one by one. */
const lanes = (y: Local, each: (lane: number) => Code): Code =>
  seq(...[0, 1, 2, 3].map((lane) => set(y, f32x4.replace(get(y), lane, each(lane)))), get(y));

/** Functions of vectors that a module gets when they are first asked for. */
export const doubleMath = (
  module: ModuleBuilder,
): { readonly [F in DoubleFunction]: () => FunctionRef } => {
  let sine: FunctionRef | undefined;
  const shifted = (quadrants: number) => (): FunctionRef => {
    sine ??= defineSine(module);
    const f = sine;
    return module.define({ params: ['v128'], result: 'v128' }, ({ params: [x] }) =>
      lanes(x, (lane) => call(f, f32x4.lane(get(x), lane), i32.const(quadrants))),
    );
  };
  return {
    sin: shifted(0),
    cos: shifted(1),
    pow: () => {
      const f = definePower(module);
      return module.define({ params: ['v128', 'v128'], result: 'v128' }, ({ params: [x, y] }) =>
        lanes(x, (lane) => call(f, f32x4.lane(get(x), lane), f32x4.lane(get(y), lane))),
      );
    },
  };
};
