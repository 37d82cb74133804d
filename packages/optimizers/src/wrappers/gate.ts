import { add, cast, mul, scalar, type Tensor } from '@puregrad/tensors';
import { inOrder, type Optimizer, type OptimizerState } from '../optimizer.ts';
import { around, type Memory } from './around.ts';
import { choose } from './choose.ts';

/** The number of steps that the inner optimizer made, which its schedules count: int32. */
interface StepCount {
  readonly step: Tensor;
}

/** A wrapper that makes some steps and leaves out the others. */
interface Gate<T extends string, O> {
  readonly name: string;
  readonly remember: <P>(params: P) => Memory<T, O, P>;
  /** An int32 scalar, 1 to make this step and 0 to leave it out, and the gradients of the step. */
  readonly update: <P>(
    own: Memory<T, O, P>,
    grads: P,
  ) => readonly [own: Memory<T, O, P>, open: Tensor, grads: P];
}

/** While the gate is closed, the inner optimizer's state stays bit for bit, parameters included. */
export const gate = <T extends string, O extends object>({
  name,
  remember,
  update,
}: Gate<T, O>): ((inner: Optimizer) => Optimizer) => {
  const zero = () => scalar(0, { dtype: 'int32' });
  const gated = around<T, O & StepCount>({
    name,
    remember: (params) => ({ ...remember(params), step: zero() }),
    update: (own, state, grads, inner) => {
      const { step } = own;
      const [kept, open, given] = update(own, grads);
      const before = { ...state, step };
      const [{ moved, ...made }] = inner.update(before, given);
      const next = choose(open, made, before);
      return [
        { ...kept, step: next.step },
        {
          ...next,
          step: add(state.step, 1),
          moved: moved === undefined ? cast(open, 'int32') : mul(open, moved),
        },
      ];
    },
  });
  return (inner) => {
    const optimizer = gated(inner);
    return {
      ...optimizer,
      init: <P>(params: P): OptimizerState<P> =>
        inOrder({ ...optimizer.init(params), moved: zero() }),
    };
  };
};
