import type { Optimizer } from '@puregrad/optimizers';
import { add, compile, matmul, mul, stack, sub, sum, type Tensor } from '@puregrad/tensors';
import { type Check, isUnsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { toTensors } from '../format.ts';
import { type NamedTensors, numberAt, recordAt, recordsAt, tensorAt, tensorsOf } from '../read.ts';
import { optimizerOf } from './optimizer-of.ts';

/** Trajectories of parameters under given gradients, at once and compiled. */
export const optimizers: Check = (golden, precision) => {
  const { config, inputs, expected } = golden;
  const optimizer = optimizerOf(config);
  if (isUnsupported(optimizer)) return optimizer;
  if (inputs.gradients === undefined) return lookAhead(optimizer)(golden, precision);
  const { dtype } = precision;
  const start = tensorsOf(recordAt(inputs, 'params'), dtype);
  const gradients = recordsAt(inputs, 'gradients').map(
    (tree) => toTensors(tree, dtype) as NamedTensors,
  );

  const follow = (update: Optimizer['update']): readonly NamedTensors[] => {
    let state = optimizer.init(start);
    return gradients.map((gradient) => {
      const [next, params] = update(state, gradient);
      state = next;
      return params;
    });
  };
  return [
    ...compare(expected, { params: follow(optimizer.update) }, precision),
    ...compare(
      expected,
      { params: follow(compile(optimizer.update) as Optimizer['update']) },
      precision,
      'compiled',
    ),
  ];
};

/**
 * Nesterov's momentum as the lecture writes it, `g = ∇J(w - βm); m ← βm + ηg; w ← w - m`, on a
 * quadratic J. Ours follows the point looked ahead to, θ = w - βm; with `w ← w - m` that gives
 * m = (w - θ) / (1 + β), and so w.
 */
const lookAhead =
  (optimizer: Optimizer): Check =>
  ({ config, inputs, expected }, precision) => {
    const { dtype } = precision;
    const beta = numberAt(config, 'beta');
    const a = tensorAt(inputs, 'A', dtype);
    const b = tensorAt(inputs, 'b', dtype);
    const objective = (w: Tensor): Tensor =>
      sub(mul(sum(mul(w, matmul(a, w))), 0.5), sum(mul(b, w)));
    let w = tensorAt(inputs, 'w', dtype);
    let state = optimizer.init(w);
    const steps = Array.from({ length: numberAt(config, 'steps') }, () => {
      const gradient = sub(matmul(a, state.params), b);
      const [next, ahead] = optimizer.update(state, gradient);
      state = next;
      w = add(mul(w, beta / (1 + beta)), mul(ahead, 1 / (1 + beta)));
      return { w, gradient, objective: objective(w) };
    });
    const actual = {
      params: steps.map((step) => step.w),
      gradients: steps.map((step) => step.gradient),
      objective: stack(steps.map((step) => step.objective)),
    };
    return compare(expected, actual, precision);
  };
