export { type BatchesOptions, batches } from './batches.ts';
export type { DataError } from './data-error.ts';
export { type Dataset, type DatasetOptions, dataset } from './dataset.ts';
export { type Fold, type KFoldOptions, kFold } from './k-fold.ts';
export { encodeNpy } from './npy/encode-npy.ts';
export { type EncodeNpzOptions, encodeNpz } from './npy/encode-npz.ts';
export { type ParseNpyOptions, parseNpy } from './npy/parse-npy.ts';
export { parseNpz } from './npy/parse-npz.ts';
export { type IdxArray, type IdxValues, type ParseIdxOptions, parseIdx } from './parse-idx.ts';
export type { Parts, Rest } from './part-sizes.ts';
export { requireClasses } from './require-classes.ts';
export { type Pixels, scaleToUnit } from './scale-to-unit.ts';
export { shuffle } from './shuffle.ts';
export { type SplitOf, type SplitOptions, splitRows } from './split-rows.ts';
export { stratifiedSplit } from './stratified-split.ts';
export { decodeEncoding } from './table/decode-encoding.ts';
export { encodeTable, encodeTarget } from './table/encode-table.ts';
export {
  type CategoryEncoding,
  type Encoding,
  type FeatureEncoding,
  featureNames,
  type NumberEncoding,
  type TargetEncoding,
} from './table/encoding.ts';
export { type FitEncodingOptions, fitEncoding } from './table/fit-encoding.ts';
export type { Fill, MissingPolicy } from './table/missing.ts';
export { type ParseCsvOptions, parseCsv } from './table/parse-csv.ts';
export { type ParseDatasetJsonOptions, parseDatasetJson } from './table/parse-dataset-json.ts';
export { parseRowsJson } from './table/parse-rows-json.ts';
export type { CategoryColumn, Column, NumberColumn, Table } from './table/table.ts';
export type { TableOptions } from './table/table-of-cells.ts';
export {
  type TableDataset,
  type TableToDatasetOptions,
  tableToDataset,
} from './table/table-to-dataset.ts';
export { type CsvRows, type WriteCsvOptions, writeCsv } from './table/write-csv.ts';
export { takeRows } from './take-rows.ts';
export { tensorOfIdx } from './tensor-of-idx.ts';
export { applyTransform, invertTransform } from './transforms/apply-transform.ts';
export { composeTransforms } from './transforms/compose-transforms.ts';
export { decodeTransform, encodeTransform } from './transforms/encode-transform.ts';
export { fitNormalize } from './transforms/fit-normalize.ts';
export { fitStandardize } from './transforms/fit-standardize.ts';
export type { Composed, Normalize, Standardize, Transform } from './transforms/transform.ts';
