import {
  abs,
  add,
  concat,
  cos,
  div,
  exp,
  type FloatDType,
  greater,
  log,
  log1p,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  pow,
  type ReduceOptions,
  relu,
  reshape,
  scalar,
  sigmoid,
  sin,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  take,
  tanh,
  tensor,
  transpose,
  where,
} from '@puregrad/tensors';
import type { GoldenRecord } from '../format.ts';
import { booleanAt, type NamedTensors, numberAt, numbersAt, recordsAt, stringAt } from '../read.ts';

type Operation = (args: readonly Tensor[], attributes: GoldenRecord) => Tensor;

const unary =
  (f: (x: Tensor) => Tensor): Operation =>
  ([x]) =>
    f(x!);

const binary =
  (f: (a: Tensor, b: Tensor) => Tensor): Operation =>
  ([a, b]) =>
    f(a!, b!);

const reduction =
  (f: (x: Tensor, options: ReduceOptions) => Tensor): Operation =>
  ([x], attributes) =>
    f(x!, {
      keepDims: booleanAt(attributes, 'keepDims', false),
      ...((attributes.axes ?? null) === null ? {} : { axes: numbersAt(attributes, 'axes') }),
    });

const operations: { readonly [op: string]: Operation } = {
  add: binary(add),
  sub: binary(sub),
  mul: binary(mul),
  div: binary(div),
  pow: binary(pow),
  maximum: binary(maximum),
  minimum: binary(minimum),
  greater: binary(greater),
  where: ([condition, a, b]) => where(condition!, a!, b!),
  neg: unary(neg),
  exp: unary(exp),
  log: unary(log),
  log1p: unary(log1p),
  sqrt: unary(sqrt),
  square: unary(square),
  abs: unary(abs),
  sin: unary(sin),
  cos: unary(cos),
  tanh: unary(tanh),
  sigmoid: unary(sigmoid),
  relu: unary(relu),
  softplus: unary(softplus),
  matmul: binary(matmul),
  transpose: ([x], attributes) => transpose(x!, numbersAt(attributes, 'perm')),
  reshape: ([x], attributes) => reshape(x!, numbersAt(attributes, 'shape')),
  sum: reduction(sum),
  mean: reduction(mean),
  max: reduction(max),
  logsumexp: reduction(logSumExp),
  softmax: ([x], attributes) => softmax(x!, { axis: numberAt(attributes, 'axis') }),
  slice: ([x], attributes) =>
    slice(x!, numbersAt(attributes, 'starts'), numbersAt(attributes, 'ends')),
  gather: ([x], attributes) =>
    take(x!, tensor(numbersAt(attributes, 'indices'), { dtype: 'int32' }), {
      axis: numberAt(attributes, 'axis'),
    }),
  concat: (args, attributes) => concat(args, { axis: numberAt(attributes, 'axis') }),
  stack: (args, attributes) => stack(args, { axis: numberAt(attributes, 'axis') }),
};

const argumentsOf = (expression: GoldenRecord): readonly GoldenRecord[] =>
  expression.args === undefined ? [] : recordsAt(expression, 'args');

/** The first operation of an expression that we have no name for. */
export const unknownOperation = (expression: GoldenRecord): string | undefined => {
  const op = stringAt(expression, 'op');
  if (op !== 'input' && op !== 'const' && !Object.hasOwn(operations, op)) return op;
  for (const argument of argumentsOf(expression)) {
    const unknown = unknownOperation(argument);
    if (unknown !== undefined) return unknown;
  }
  return undefined;
};

/** The value of a nested `{op, args, attrs}` for the named inputs. */
export const evaluate = (
  expression: GoldenRecord,
  values: NamedTensors,
  dtype: FloatDType,
): Tensor => {
  const op = stringAt(expression, 'op');
  if (op === 'const') return scalar(numberAt(expression, 'value'), { dtype });
  if (op === 'input') {
    const name = stringAt(expression, 'name');
    const value = values[name];
    if (value === undefined) throw new Error(`the expression's input '${name}' is missing`);
    return value;
  }
  const args = argumentsOf(expression).map((argument) => evaluate(argument, values, dtype));
  return operations[op]!(args, (expression.attrs ?? {}) as GoldenRecord);
};
