export {
  type CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
} from './checkpoint.ts';
export { type Ailment, diagnose, type Finding, showFindings } from './diagnose.ts';
export type { EpochReport } from './epoch-report.ts';
export {
  type EvaluateOptions,
  type Evaluation,
  evaluator,
  type ModelVariables,
  predictor,
} from './evaluate.ts';
export * from './events.ts';
export type {
  CheckpointMismatch,
  DeviceFailure,
  InvalidData,
  NonFinite,
  TrainingFailure,
} from './failure.ts';
export {
  type FindLearningRateOptions,
  findLearningRate,
  type RateFinding,
  type RatePoint,
} from './find-learning-rate.ts';
export { type Fitting, fit, type Trained } from './fit.ts';
export type { ChosenEngine, EngineChoice, FitOptions } from './fit-options.ts';
export type { LayerReport } from './layer-report.ts';
export type { Loss, Weighting } from './loss.ts';
export type { Metric, MetricName, Metrics } from './metrics.ts';
export {
  type DecodeModel,
  decodeModel,
  encodeModel,
  type Model,
  type ModelError,
  type ModelOptions,
  type UnsavedModel,
  variablesFor,
} from './model.ts';
export type { Augment, Batch, Objective, Scalars } from './objective.ts';
export type { Checkpoint, RunIdentity } from './run-state.ts';
export {
  decodeTensors,
  encodeTensors,
  type TensorFile,
  type TensorFileError,
} from './safetensors.ts';
export type { RunRecipe } from './same-recipe.ts';
export type { Totals, TrainingEvaluation } from './totals.ts';
export { type TrainOptions, train } from './train.ts';
export {
  initialState,
  type StepReport,
  type TrainingState,
  type TrainingStep,
  type TrainingStepOptions,
  trainingStep,
} from './training-step.ts';
