import type { Dataset } from '@puregrad/data';
import type { Engine, Tensor, When } from '@puregrad/tensors';
import { describe, expectTypeOf, it } from 'vitest';
import { type Evaluation, evaluator, type ModelVariables, predictor } from './evaluate.ts';
import {
  type FindLearningRateOptions,
  findLearningRate,
  type RateFinding,
} from './find-learning-rate.ts';
import type { Objective } from './objective.ts';

declare const later: Engine<'later'>;
declare const either: Engine<When>;
declare const objective: Objective;
declare const variables: ModelVariables;
declare const data: Dataset;
declare const sweep: FindLearningRateOptions;

describe('evaluator, predictor and findLearningRate in types', () => {
  it('give values without an engine', () => {
    expectTypeOf(evaluator(objective)(variables, data)).toEqualTypeOf<Evaluation>();
    expectTypeOf(
      predictor(objective, { batchSize: 10 })(variables, data.x),
    ).toEqualTypeOf<Tensor>();
    expectTypeOf(findLearningRate(sweep)).toEqualTypeOf<RateFinding>();
  });

  it('give promises on an engine whose results come later', () => {
    const options = { engine: later };
    expectTypeOf(evaluator(objective, options)(variables, data)).toEqualTypeOf<
      Promise<Evaluation>
    >();
    expectTypeOf(predictor(objective, options)(variables, data.x)).toEqualTypeOf<Promise<Tensor>>();
    expectTypeOf(findLearningRate({ ...sweep, ...options })).toEqualTypeOf<Promise<RateFinding>>();
  });

  it('give either on an engine of either kind', () => {
    expectTypeOf(predictor(objective, { engine: either })(variables, data.x)).toEqualTypeOf<
      Tensor | Promise<Tensor>
    >();
  });

  it('keep the kind of generic callers', () => {
    const outputs = <W extends When>(engine: Engine<W>) => predictor(objective, { engine });
    expectTypeOf(outputs(later)(variables, data.x)).toEqualTypeOf<Promise<Tensor>>();
    const judge = <W extends When>(engine: Engine<W>) =>
      evaluator(objective, { engine })(variables, data);
    expectTypeOf(judge(later)).toEqualTypeOf<Promise<Evaluation>>();
  });
});
