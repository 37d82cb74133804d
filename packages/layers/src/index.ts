export type { ActivationName } from './activation-names.ts';
export * from './activations.ts';
export { alphaDropout } from './alpha-dropout.ts';
export { type Apply, type ApplyOptions, apply, applyLayers, type LayerOutput } from './apply.ts';
export { type BatchNormOptions, batchNorm } from './batch-norm.ts';
export { type DenseOptions, dense } from './dense.ts';
export {
  type DescriptionError,
  describeNetwork,
  type LayerDescription,
  type NetworkDescription,
  networkOf,
} from './description.ts';
export { dropout } from './dropout.ts';
export { gaussianDropout } from './gaussian-dropout.ts';
export * from './initializers.ts';
export {
  type Layer,
  type LayerContext,
  type LayerVariables,
  noVariables,
  type Tensors,
} from './layer.ts';
export { type LayerNormOptions, layerNorm } from './layer-norm.ts';
export { prelu, rrelu } from './learned-activations.ts';
export * from './network.ts';
export { type OrthogonalOptions, orthogonal } from './orthogonal.ts';
export { penalties, penalty } from './penalty.ts';
export { type RenewOptions, renewStatistics } from './renew-statistics.ts';
export * from './summary.ts';
export { initialize, type NetworkVariables, type Variables } from './variables.ts';
