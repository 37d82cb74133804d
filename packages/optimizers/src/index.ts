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
export { type AdamOptions, adam, adamW } from './optimizers/adam.ts';
export { type MomentumOptions, momentum, nesterov } from './optimizers/momentum.ts';
export { type SgdOptions, sgd } from './optimizers/sgd.ts';
export { constantRate, cosineDecay, exponentialDecay, type Schedule } from './schedules.ts';
export { addDecayedWeights } from './transforms/add-decayed-weights.ts';
export {
  type ClipNormOptions,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
} from './transforms/clip.ts';
export { type ScaleByAdamOptions, scaleByAdam } from './transforms/scale-by-adam.ts';
export { type LearningRate, scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
export { type TraceOptions, trace } from './transforms/trace.ts';
