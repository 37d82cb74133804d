import { hvp, valueAndGrad, vjp } from '@puregrad/autodiff';
import { compile, mul, sum, type Tensor } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { type NamedTensors, recordAt, tensorAt, tensorsOf } from '../read.ts';
import { evaluate, unknownOperation } from './expression.ts';

/** Values, gradients and Hessian-vector products of expressions, at once and compiled. */
export const autodiff: Check = ({ config, inputs, expected }, precision) => {
  const { dtype } = precision;
  const expression = recordAt(config, 'expression');
  const unknown = unknownOperation(expression);
  if (unknown !== undefined) return unsupported(`operation '${unknown}'`);

  const f = (values: NamedTensors): Tensor => evaluate(expression, values, dtype);
  const values = tensorsOf(recordAt(inputs, 'values'), dtype);
  const cotangent = inputs.cotangent === undefined ? null : tensorAt(inputs, 'cotangent', dtype);
  const tangents =
    inputs.tangents === undefined ? null : tensorsOf(recordAt(inputs, 'tangents'), dtype);

  const derive = (
    at: NamedTensors,
    weights: Tensor | null,
    direction: NamedTensors | null,
  ): { readonly [output: string]: Tensor | NamedTensors } => {
    const [output, gradients] =
      weights === null
        ? valueAndGrad(f)(at)
        : (([value, pull]) => [value, pull(weights)] as const)(vjp(f, at));
    const objective = (x: NamedTensors): Tensor =>
      weights === null ? f(x) : sum(mul(weights, f(x)));
    return {
      output,
      gradients,
      ...(direction === null ? {} : { hvp: hvp(objective, at, direction) }),
    };
  };

  return [
    ...compare(expected, derive(values, cotangent, tangents), precision),
    ...compare(expected, compile(derive)(values, cotangent, tangents), precision, 'compiled'),
  ];
};
