import { call, type FunctionRef, f32x4, get, type ModuleBuilder } from '../assembler.ts';
import { type DoubleFunction, doubleMath } from '../double-math/double-math.ts';
import { erf } from './erf.ts';
import { exp, expm1, sigmoid, softplus, tanh } from './exponential.ts';
import { log, log1p } from './logarithm.ts';
import { type MathOptions, multiplyAdd } from './multiply-add.ts';
import type { FloatFunction, MathContext, VectorCode } from './vector-code.ts';

/** The functions of four floats at once. */
export type VectorFunction = DoubleFunction | FloatFunction;

const vectorCode: { readonly [F in FloatFunction]: VectorCode } = {
  exp,
  expm1,
  log,
  log1p,
  tanh,
  erf,
  sigmoid,
  softplus,
};

/** The vector functions of a module, each defined when it is first asked for. */
export const vectorMath = (
  module: ModuleBuilder,
  options: MathOptions,
): ((name: VectorFunction) => FunctionRef) => {
  const defined = new Map<VectorFunction, FunctionRef>();
  const double = doubleMath(module);
  const madd = multiplyAdd(options);
  const c = f32x4.const;
  const context: MathContext = {
    madd,
    polynomial: ([first = 0, ...rest], x) =>
      rest.reduce((sum, next) => madd(sum, get(x), c(next)), c(first)),
    call: (name, operand) => call(functionOf(name), operand),
  };
  const isDouble = (name: VectorFunction): name is DoubleFunction => name in double;
  const define = (name: VectorFunction): FunctionRef =>
    isDouble(name)
      ? double[name]()
      : module.define({ params: ['v128'], result: 'v128' }, (body) =>
          vectorCode[name](body.params[0], body, context),
        );
  const functionOf = (name: VectorFunction): FunctionRef => {
    const known = defined.get(name) ?? define(name);
    defined.set(name, known);
    return known;
  };
  return functionOf;
};
