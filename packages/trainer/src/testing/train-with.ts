import type { Features } from '@puregrad/data';
import type { Shape } from '@puregrad/layers';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { TrainingEvent } from '../events.ts';
import type { TrainingFailure } from '../failure.ts';
import type { Trained } from '../fit.ts';
import type { FitOptions } from '../fit-options.ts';
import { train } from '../train.ts';

/** `train` for tests that pass the same options, including the data, to `fit`. */
export const trainWith = <In extends Shape, Out extends Shape, Y extends Features>(
  { train: data, ...options }: FitOptions<In, Out, Y>,
  onEvent?: (event: TrainingEvent) => void,
): TaskEither<TrainingFailure, Trained<In, Out>> => train<In, Out, Y>(options, onEvent)(data);
