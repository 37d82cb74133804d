import { hvp, valueAndGrad } from '@puregrad/autodiff';
import { mul, sum, type Tensor } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { type NamedTensors, recordAt, tensorAt, tensorsOf } from '../read.ts';
import { evaluate, unknownOperation } from './expression.ts';
import { valueAndPull } from './value-and-pull.ts';

/** Values, gradients and Hessian-vector products of expressions. */
export const autodiff: Check = async ({ config, inputs, expected }, conditions) => {
  const { dtype, run } = conditions;
  const expression = recordAt(config, 'expression');
  const unknown = unknownOperation(expression);
  if (unknown !== undefined) return unsupported(`operation '${unknown}'`);

  const f = (values: NamedTensors): Tensor => evaluate(expression, values, dtype);
  const derive = run((at: NamedTensors, weights: Tensor | null, direction: NamedTensors | null) => {
    const [output, gradients] =
      weights === null ? valueAndGrad(f)(at) : valueAndPull(f)(at, weights);
    const objective = (x: NamedTensors): Tensor =>
      weights === null ? f(x) : sum(mul(weights, f(x)));
    return {
      output,
      gradients,
      ...(direction === null ? {} : { hvp: hvp(objective, at, direction) }),
    };
  });
  const actual = await derive(
    tensorsOf(recordAt(inputs, 'values'), dtype),
    inputs.cotangent === undefined ? null : tensorAt(inputs, 'cotangent', dtype),
    inputs.tangents === undefined ? null : tensorsOf(recordAt(inputs, 'tangents'), dtype),
  );
  return compare(expected, actual, conditions);
};
