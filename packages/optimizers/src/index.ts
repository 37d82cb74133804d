export {
  chain,
  type GradientTransform,
  stateful,
  stateless,
  type TransformContext,
  type TransformState,
  transformMonoid,
} from './gradient-transform.ts';
export { after, before, type Optimizer, type OptimizerState, optimizer } from './optimizer.ts';
export { type AdadeltaOptions, adadelta } from './optimizers/adadelta.ts';
export { type AdagradOptions, adagrad } from './optimizers/adagrad.ts';
export { type AdamOptions, adam, adamW } from './optimizers/adam.ts';
export { type AdamaxOptions, adamax } from './optimizers/adamax.ts';
export { type LambOptions, lamb } from './optimizers/lamb.ts';
export { type LionOptions, lion } from './optimizers/lion.ts';
export { type MomentumOptions, momentum, nesterov } from './optimizers/momentum.ts';
export { type NadamOptions, nadam } from './optimizers/nadam.ts';
export { type RadamOptions, radam } from './optimizers/radam.ts';
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.ts';
export { rprop } from './optimizers/rprop.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export * from './schedules/combinators.ts';
export { type CosineRestartsOptions, cosineRestarts } from './schedules/cosine-restarts.ts';
export * from './schedules/decays.ts';
export {
  type OneCycleOptions,
  oneCycle,
  oneCycleEnds,
  oneCycleMomentum,
} from './schedules/one-cycle.ts';
export {
  multiStepDecay,
  type PiecewiseConstantOptions,
  piecewiseConstant,
} from './schedules/piecewise-constant.ts';
export type { Schedule } from './schedules/schedule.ts';
export { addDecayedWeights } from './transforms/add-decayed-weights.ts';
export {
  type ClipNormOptions,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
} from './transforms/clip.ts';
export { type ScaleByAdadeltaOptions, scaleByAdadelta } from './transforms/scale-by-adadelta.ts';
export { type ScaleByAdamOptions, scaleByAdam } from './transforms/scale-by-adam.ts';
export { type ScaleByAdamaxOptions, scaleByAdamax } from './transforms/scale-by-adamax.ts';
export { type LearningRate, scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
export { type ScaleByLionOptions, scaleByLion } from './transforms/scale-by-lion.ts';
export { type ScaleByNadamOptions, scaleByNadam } from './transforms/scale-by-nadam.ts';
export { type ScaleByRadamOptions, scaleByRadam } from './transforms/scale-by-radam.ts';
export { type ScaleByRmsOptions, scaleByRms } from './transforms/scale-by-rms.ts';
export { type ScaleByRpropOptions, scaleByRprop } from './transforms/scale-by-rprop.ts';
export { type ScaleByRssOptions, scaleByRss } from './transforms/scale-by-rss.ts';
export { scaleByTrustRatio } from './transforms/scale-by-trust-ratio.ts';
export { type TraceOptions, trace } from './transforms/trace.ts';
