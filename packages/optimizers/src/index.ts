export type { Mask } from '@puregrad/tensors';
export type { DescentOptions } from './descend.ts';
export {
  chain,
  type GradientTransform,
  stateful,
  stateless,
  type TransformContext,
  type TransformState,
  transformMonoid,
} from './gradient-transform.ts';
export { type Optimizer, type OptimizerState, optimizer } from './optimizer.ts';
export { type AdadeltaOptions, type AdadeltaPreset, adadelta } from './optimizers/adadelta.ts';
export { type AdagradOptions, adagrad } from './optimizers/adagrad.ts';
export {
  type AdamOptions,
  type AdamWOptions,
  type AdamWPreset,
  adam,
  adamW,
  amsgrad,
} from './optimizers/adam.ts';
export { type AdamaxOptions, type AdamaxPreset, adamax } from './optimizers/adamax.ts';
export { type LambOptions, type LambPreset, lamb } from './optimizers/lamb.ts';
export { type LionOptions, type LionPreset, lion } from './optimizers/lion.ts';
export { type MomentumOptions, momentum, nesterov } from './optimizers/momentum.ts';
export { type NadamOptions, type NadamPreset, nadam } from './optimizers/nadam.ts';
export { type RadamOptions, type RadamPreset, radam } from './optimizers/radam.ts';
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.ts';
export { type RpropOptions, type RpropPreset, rprop } from './optimizers/rprop.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export type { Preset } from './preset.ts';
export {
  type Plateau,
  type PlateauState,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
} from './reduce-on-plateau.ts';
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
export { toState } from './to-state.ts';
export {
  addDecayedWeights,
  decoupledDecay,
  type WeightDecayOptions,
} from './transforms/add-decayed-weights.ts';
export { type AddNoiseOptions, addNoise } from './transforms/add-noise.ts';
export { centralize } from './transforms/centralize.ts';
export {
  type ClipNormOptions,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
} from './transforms/clip.ts';
export { globalNorm } from './transforms/global-norm.ts';
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
export { accumulate } from './wrappers/accumulate.ts';
export { type AdjustableOptimizer, adjustableRate } from './wrappers/adjustable-rate.ts';
export { after } from './wrappers/after.ts';
export {
  around,
  aroundStep,
  type Memory,
  type StepWrapper,
  type Wrapper,
} from './wrappers/around.ts';
export { type AverageParamsOptions, averageParams } from './wrappers/average-params.ts';
export { before } from './wrappers/before.ts';
export { byGroup, type Group } from './wrappers/by-group.ts';
export { freeze } from './wrappers/freeze.ts';
export { type LookaheadOptions, lookahead } from './wrappers/lookahead.ts';
export {
  type Gradients,
  type SharpnessAwareOptions,
  sharpnessAware,
} from './wrappers/sharpness-aware.ts';
export { allFinite, skipNonFinite } from './wrappers/skip-non-finite.ts';
