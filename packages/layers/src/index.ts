export type { ActivationName } from './activation-names.ts';
export * from './activations.ts';
export { alphaDropout } from './alpha-dropout.ts';
export { type Apply, type ApplyOptions, apply, applyLayers, type LayerOutput } from './apply.ts';
export { type BatchNormOptions, batchNorm } from './batch-norm.ts';
export { addParts } from './combinators/add-parts.ts';
export { concat, type Joined } from './combinators/concat.ts';
export { each } from './combinators/each.ts';
export { ensemble } from './combinators/ensemble.ts';
export { type Branches, fork } from './combinators/fork.ts';
export { type PartBodies, parallel } from './combinators/parallel.ts';
export { iterate, repeat } from './combinators/repeat.ts';
export { flatten, reshapeTo } from './combinators/reshape-to.ts';
export { residual } from './combinators/residual.ts';
export { select } from './combinators/select.ts';
export type { AnyStage, Config, Decoded, LayerKind, Named, Parts } from './decoding.ts';
export { type DenseOptions, dense } from './dense.ts';
export {
  type DescriptionError,
  describeNetwork,
  type LayerDescription,
  type NetworkDescription,
  networkOf,
} from './description.ts';
export { dropout } from './dropout.ts';
export { type EmbeddingOptions, embedding } from './embedding/embedding.ts';
export {
  type NumericEmbeddingOptions,
  numericEmbedding,
  type PeriodicOptions,
  type PhasedOptions,
  type PiecewiseLinearOptions,
} from './embedding/numeric-embedding.ts';
export type { EndActivation } from './embedding/numeric-encoding.ts';
export { gaussianDropout } from './gaussian-dropout.ts';
export { channelDropout } from './images/channel-dropout.ts';
export { type Conv2dLayerOptions, conv2d } from './images/conv2d.ts';
export { type GroupNormOptions, groupNorm } from './images/group-norm.ts';
export type { ImageShape } from './images/image-shape.ts';
export {
  averagePool2d,
  type ChannelStage,
  globalAveragePool,
  maxPool2d,
  type PoolStage,
} from './images/pools.ts';
export * from './initializers.ts';
export { kinds } from './kinds.ts';
export {
  type Layer,
  type LayerContext,
  type LayerVariables,
  noVariables,
  type Part,
  type Setting,
  type Variables,
} from './layer.ts';
export { type LayerNormOptions, layerNorm } from './layer-norm.ts';
export { prelu, rrelu } from './learned-activations.ts';
export { averageMembers } from './members/average-members.ts';
export { type BatchEnsembleOptions, batchEnsemble } from './members/batch-ensemble.ts';
export { type MemberDenseOptions, memberDense } from './members/member-dense.ts';
export { memberScale } from './members/member-scale.ts';
export type { MemberStage } from './members/member-shape.ts';
export { members } from './members/members.ts';
export { randomSigns } from './members/random-signs.ts';
export {
  andThen,
  type Body,
  compose,
  input,
  layer,
  layerNames,
  type Network,
  type NewLayer,
  networkCategory,
  type SameShape,
  type Stage,
  sameShapeLayer,
} from './network.ts';
export { type OrthogonalOptions, orthogonal } from './orthogonal.ts';
export { parametricActivation } from './parametric-activation.ts';
export { penalties, penalty } from './penalty.ts';
export { type RenewOptions, renewStatistics } from './renew-statistics.ts';
export { scale } from './scale.ts';
export { type Axes, type Flow, isAxes, type Shape, showNetworkShape } from './shape.ts';
export * from './summary.ts';
export { type TiedOptions, tied } from './tied.ts';
export { initialize, type NetworkVariables, tensorAt } from './variables.ts';
export { type LayerAt, walkLayers } from './walk-layers.ts';
export { weightNorm } from './weight-norm.ts';
