import type { Dataset, Features } from '@puregrad/data';
import type { Axes, Flow, Shape } from '@puregrad/layers';
import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { TrainingEvent } from './events.ts';
import type { TrainingFailure } from './failure.ts';
import { fit, type Trained } from './fit.ts';
import type { FitOptions } from './fit-options.ts';

/** The options of `fit` without the training data, which `train(options)` takes. */
export interface TrainOptions<
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
> extends Omit<FitOptions<In, Out, Y>, 'train'> {
  /** Not an option of `train`: pass the data to its result, `train(options)(data)`. */
  readonly train?: never;
}

/**
 * Training as a function from data to a trained network: `fit` as an fp-ts `TaskEither`, for a `pipe` from a file
 * to a saved model. It runs to the end; `onEvent` receives the events in the meantime.
 *
 * @returns a function of the training data, whose task returns Left if a failure ended the run.
 * @throws ArgumentError if the options contain the data.
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { train } from '@puregrad/trainer';
 * const data = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * const learn = train({ network: pipe(input(1), dense(2)), optimizer: sgd({ learningRate: 0.5 }) });
 * (await learn(data)())._tag; // => 'Right'
 * ```
 */
export const train = <
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
>(
  options: TrainOptions<In, Out, Y>,
  onEvent: (event: TrainingEvent) => void = () => {},
): ((data: Dataset<Flow<In>, Y>) => TaskEither<TrainingFailure, Trained<In, Out>>) => {
  checkOptions('train', { options, onEvent }, { options: 'object', onEvent: 'function' });
  if (options.train !== undefined)
    throw new ArgumentError(
      'train: the training data are among the options; pass them to the result instead, train(options)(data)',
    );
  return (data) => async () => {
    const run = fit<In, Out, Y>({ ...options, train: data });
    for (;;) {
      const next = await run.next();
      if (next.done) return next.value;
      onEvent(next.value);
    }
  };
};
