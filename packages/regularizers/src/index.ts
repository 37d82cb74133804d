export type { Mask } from '@puregrad/tensors';
export { alphaDropout } from './alpha-dropout.ts';
export * from './augment/augmentation.ts';
export { type ElasticDistortionOptions, elasticDistortion } from './augment/elastic-distortion.ts';
export * from './augment/geometry.ts';
export { type RandomErasingOptions, randomErasing } from './augment/random-erasing.ts';
export { type AffineSampling, type PerImage, sampleAffine } from './augment/sample-affine.ts';
export { type SamplePoints, sampleImages } from './augment/sample-images.ts';
export { channelDropout, type DropoutOptions, dropout } from './dropout.ts';
export {
  type EarlyStopping,
  type EarlyStoppingOptions,
  type EarlyStoppingState,
  earlyStopping,
  type Observation,
  type Verdict,
} from './early-stopping.ts';
export { gaussianDropout } from './gaussian-dropout.ts';
export { type MaxNormOptions, maxNorm } from './max-norm.ts';
export { type MinMaxNormOptions, minMaxNorm } from './min-max-norm.ts';
export { nonNegative } from './non-negative.ts';
export { elasticNet, l1, l2, l2Half, type Penalty, penaltyMonoid } from './penalties.ts';
export { type Projection, projectionMonoid } from './projections.ts';
export {
  isKernel,
  onKernels,
  penalize,
  penalizeKernels,
  project,
} from './selection.ts';
export { type UnitNormOptions, unitNorm } from './unit-norm.ts';
