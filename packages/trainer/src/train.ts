import { checkOptions } from '@puregrad/tensors/interpreters';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { TrainingEvent } from './events.ts';
import type { TrainingFailure } from './failure.ts';
import { fit, type Trained } from './fit.ts';
import type { FitOptions } from './fit-options.ts';

/**
 * `fit` as an fp-ts `TaskEither`: runs to the end, telling `onEvent` what happens on the way.
 *
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { train } from '@puregrad/trainer';
 * const data = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * const run = train({
 *   network: pipe(input(1), dense(2)),
 *   optimizer: sgd({ learningRate: 0.5 }),
 *   train: data,
 * });
 * (await run())._tag; // => 'Right'
 * ```
 */
export const train =
  (
    options: FitOptions,
    onEvent: (event: TrainingEvent) => void = () => {},
  ): TaskEither<TrainingFailure, Trained> =>
  async () => {
    checkOptions('train', { onEvent }, { onEvent: 'function' });
    const run = fit(options);
    for (;;) {
      const next = await run.next();
      if (next.done) return next.value;
      onEvent(next.value);
    }
  };
