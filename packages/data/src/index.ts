export { type BatchesOptions, batches } from './batches.ts';
export type { ByPart } from './by-part.ts';
export type { DataError, FileError } from './data-error.ts';
export {
  countRows,
  type Dataset,
  type DatasetOptions,
  dataset,
  requireDataset,
  type TargetKind,
} from './dataset.ts';
export type { FeatureShapes, Features } from './features.ts';
export { type ForwardFoldsOptions, forwardFolds } from './forward-folds.ts';
export { type GroupSplitOptions, groupSplit } from './group-split.ts';
export { type Fold, type KFoldOptions, kFold } from './k-fold.ts';
export { encodeNpy } from './npy/encode-npy.ts';
export { type EncodeNpzOptions, encodeNpz } from './npy/encode-npz.ts';
export {
  type ParseNpyOptions,
  parseNpy,
  parseNpyArray,
  type WordArray,
} from './npy/parse-npy.ts';
export { parseNpz, parseNpzArrays } from './npy/parse-npz.ts';
export { type IdxArray, type IdxValues, type ParseIdxOptions, parseIdx } from './parse-idx.ts';
export type { Parts, Rest } from './part-sizes.ts';
export { requireClasses } from './require-classes.ts';
export { type Pixels, scaleToUnit } from './scale-to-unit.ts';
export { shuffle } from './shuffle.ts';
export { type SplitOf, type SplitOptions, splitRows } from './split-rows.ts';
export { type StratifiedSplitOptions, stratifiedSplit } from './stratified-split.ts';
export { takeRows } from './take-rows.ts';
export { tensorOfIdx } from './tensor-of-idx.ts';
export { applyTransform, invertTransform } from './transforms/apply-transform.ts';
export { composedMonoid, composeTransforms } from './transforms/compose-transforms.ts';
export { decodeTransform, encodeTransform } from './transforms/encode-transform.ts';
export { fitNormalize } from './transforms/fit-normalize.ts';
export { fitStandardize } from './transforms/fit-standardize.ts';
export type { Composed, Normalize, Standardize, Transform } from './transforms/transform.ts';
