import type { PrimitiveNode } from '../compile/graph.ts';
import type { DType } from '../dtype.ts';
import type { PrimitiveOf } from '../traits.ts';
import { type Code, f32x4, i32x4, v128 } from './assembler.ts';
import type { VectorFunction } from './math/vector-math.ts';

/** The functions that the code of an operation may call. */
export interface OperationContext {
  readonly math: (name: VectorFunction, ...operands: readonly Code[]) => Code;
}

type Emit = (
  operands: readonly Code[],
  dtype: DType,
  node: PrimitiveNode,
  context: OperationContext,
) => Code;

const isInt = (dtype: DType): boolean => dtype === 'int32';

/** A mask of ones as the int32 that comparisons give. */
const bit = (mask: Code): Code => i32x4.shrU(mask, 31);

const byType =
  (float: (...x: readonly Code[]) => Code, int: (...x: readonly Code[]) => Code): Emit =>
  (operands, dtype) =>
    (isInt(dtype) ? int : float)(...operands);
const floats =
  (f: (...x: readonly Code[]) => Code): Emit =>
  (operands) =>
    f(...operands);
const mathCall =
  (name: VectorFunction): Emit =>
  (operands, _, __, { math }) =>
    math(name, ...operands);

const SIGN_BIT = 1 << 31;

/** The code of each primitive for four elements; `dtype` is the first operand's. */
export const vectorOperations: { readonly [P in PrimitiveOf<'elementwise'>]: Emit } = {
  neg: byType(f32x4.neg, i32x4.neg),
  abs: byType(f32x4.abs, i32x4.abs),
  sign: ([x], dtype) =>
    isInt(dtype)
      ? i32x4.sub(bit(i32x4.gt(x!, i32x4.const(0))), bit(i32x4.lt(x!, i32x4.const(0))))
      : // ±1 if |x| > 0; zeros keep their sign, and NaN stays.
        v128.select(
          f32x4.gt(f32x4.abs(x!), f32x4.const(0)),
          v128.or(v128.and(x!, i32x4.const(SIGN_BIT)), f32x4.const(1)),
          x!,
        ),
  floor: byType(f32x4.floor, (x) => x!),
  exp: mathCall('exp'),
  expm1: mathCall('expm1'),
  log: mathCall('log'),
  log1p: mathCall('log1p'),
  sin: mathCall('sin'),
  cos: mathCall('cos'),
  tanh: mathCall('tanh'),
  erf: mathCall('erf'),
  sigmoid: mathCall('sigmoid'),
  softplus: mathCall('softplus'),
  sqrt: floats(f32x4.sqrt),
  add: byType(f32x4.add, i32x4.add),
  sub: byType(f32x4.sub, i32x4.sub),
  mul: byType(f32x4.mul, i32x4.mul),
  div: floats(f32x4.div),
  pow: mathCall('pow'),
  maximum: byType(f32x4.max, i32x4.max),
  minimum: byType(f32x4.min, i32x4.min),
  equal: ([a, b], dtype) => bit((isInt(dtype) ? i32x4.eq : f32x4.eq)(a!, b!)),
  less: ([a, b], dtype) => bit((isInt(dtype) ? i32x4.lt : f32x4.lt)(a!, b!)),
  lessEqual: ([a, b], dtype) => bit((isInt(dtype) ? i32x4.le : f32x4.le)(a!, b!)),
  where: ([condition, a, b]) => v128.select(i32x4.eq(condition!, i32x4.const(0)), b!, a!),
  cast: ([x], dtype, node) =>
    isInt(dtype) === isInt(node.dtype) ? x! : isInt(dtype) ? f32x4.convert(x!) : i32x4.truncate(x!),
  shiftRight: ([x], _, node) => i32x4.shrU(x!, (node.attributes as { readonly bits: number }).bits),
};

/** Rotates the bits of four words. */
export const rotate = (x: Code, bits: number): Code =>
  v128.or(i32x4.shl(x, bits), i32x4.shrU(x, 32 - bits));
