import type { Optimizer, OptimizerState } from '@puregrad/optimizers';
import { add, matmul, mul, stack, sub, sum, type Tensor } from '@puregrad/tensors';
import { type Check, isUnsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { type NamedTensors, numberAt, recordAt, recordsAt, tensorAt, tensorsOf } from '../read.ts';
import { scan } from '../scan.ts';
import { optimizerOf } from './optimizer-of.ts';

/** Trajectories of parameters under given gradients. */
export const optimizers: Check = async (golden, conditions) => {
  const optimizer = optimizerOf(golden.config);
  if (isUnsupported(optimizer)) return optimizer;
  const follow = golden.inputs.gradients === undefined ? lookAhead : trajectory;
  return follow(optimizer)(golden, conditions);
};

const trajectory =
  (optimizer: Optimizer): Check =>
  async ({ inputs, expected }, conditions) => {
    const { dtype, run } = conditions;
    const init = run((params: NamedTensors) => optimizer.init(params));
    const update = run((state: OptimizerState<NamedTensors>, gradients: NamedTensors) =>
      optimizer.update(state, gradients),
    );
    const start = await init(tensorsOf(recordAt(inputs, 'params'), dtype));
    const gradients = recordsAt(inputs, 'gradients').map((tree) => tensorsOf(tree, dtype));
    const [, params] = await scan(update, start, gradients);
    return compare(expected, { params }, conditions);
  };

/**
 * Nesterov's momentum as the lecture writes it, `g = ∇J(w - βm); m ← βm + ηg; w ← w - m`, on a
 * quadratic J. Ours follows the point looked ahead to, θ = w - βm; with `w ← w - m` that gives
 * m = (w - θ) / (1 + β), and so w.
 */
const lookAhead =
  (optimizer: Optimizer): Check =>
  async ({ config, inputs, expected }, conditions) => {
    const { dtype, run } = conditions;
    const beta = numberAt(config, 'beta');
    const init = run((w: Tensor) => ({ w, opt: optimizer.init(w) }));
    const update = run(
      (
        { w, opt }: { readonly w: Tensor; readonly opt: OptimizerState<Tensor> },
        { a, b }: { readonly a: Tensor; readonly b: Tensor },
      ) => {
        const gradient = sub(matmul(a, opt.params), b);
        const [next, ahead] = optimizer.update(opt, gradient);
        const moved = add(mul(w, beta / (1 + beta)), mul(ahead, 1 / (1 + beta)));
        const objective = sub(mul(sum(mul(moved, matmul(a, moved))), 0.5), sum(mul(b, moved)));
        return [
          { w: moved, opt: next },
          { w: moved, gradient, objective },
        ] as const;
      },
    );
    const quadratic = { a: tensorAt(inputs, 'A', dtype), b: tensorAt(inputs, 'b', dtype) };
    const start = await init(tensorAt(inputs, 'w', dtype));
    const inputsOfSteps = Array.from({ length: numberAt(config, 'steps') }, () => quadratic);
    const [, steps] = await scan(update, start, inputsOfSteps);
    const actual = {
      params: steps.map(({ w }) => w),
      gradients: steps.map(({ gradient }) => gradient),
      objective: stack(steps.map(({ objective }) => objective)),
    };
    return compare(expected, actual, conditions);
  };
