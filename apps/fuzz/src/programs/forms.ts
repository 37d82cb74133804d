import { grad, hvp, jvp } from '@puregrad/autodiff';
import { add, full, mul, type Shape, sizeOf, sum, type Tensor, tensor } from '@puregrad/tensors';
import type { FloatType, Plan, Step } from './plan.ts';
import { runPlan } from './plan.ts';

/** The result that is computed: the values of a program, or a derivative of them. */
export const forms = ['values', 'gradient', 'direction', 'hessian'] as const;
export type Form = (typeof forms)[number];

type After = (result: Tensor, step: Step, place: number) => Tensor;

/** Weights that distinguish places, in a pattern that is not repeated in any view. */
export const weightsOf = (shape: Shape, float: FloatType): Tensor =>
  tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => (((i * 7) % 11) - 5) / 8),
    { shape, dtype: float },
  );

const isFloat = ({ dtype }: Tensor): boolean => dtype !== 'int32';

/** A scalar function of a program's float outputs, Σ w·(y + y²/2), whose second derivatives do not vanish. */
const loss = (outputs: readonly Tensor[], float: FloatType): Tensor =>
  outputs
    .filter(isFloat)
    .reduce(
      (total, y) =>
        add(
          total,
          sum(
            mul(
              weightsOf(y.shape, float),
              add(y, mul(mul(y, y), full(y.shape, 0.5, { dtype: float }))),
            ),
          ),
        ),
      full([], 0, { dtype: float }),
    );

/** The function of a plan's inputs that a form of it is. */
export const formOf =
  (plan: Plan, form: Form, float: FloatType, after?: After) =>
  (...inputs: Tensor[]): readonly Tensor[] => {
    if (form === 'values') return runPlan(plan, inputs, float, after);
    const followed = inputs.filter(isFloat);
    const run = (floats: readonly Tensor[]): readonly Tensor[] => {
      let next = 0;
      const given = inputs.map((input) => (isFloat(input) ? floats[next++]! : input));
      return runPlan(plan, given, float, after);
    };
    const directions = followed.map(({ shape }) => weightsOf(shape, float));
    if (form === 'direction')
      return jvp(
        (floats: readonly Tensor[]) => run(floats).filter(isFloat),
        followed,
        directions,
      )[1];
    const objective = (floats: readonly Tensor[]): Tensor => loss(run(floats), float);
    return form === 'gradient' ? grad(objective)(followed) : hvp(objective, followed, directions);
  };
