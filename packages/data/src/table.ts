/** Tables with named columns, `@puregrad/data/table`: a module of its own, because its CSV parser adds 20 KB. */

export { categoryColumn, numberColumn, presentRows, valuesOf } from './table/column.ts';
export type { DatePart } from './table/date-parts.ts';
export { decodeEncoding } from './table/decode-encoding.ts';
export { encodeTable, encodeTarget } from './table/encode-table.ts';
export {
  type CategoryEncoding,
  type DateEncoding,
  type Encoding,
  type EncodingScale,
  type FeatureEncoding,
  type FeatureGroup,
  featureGroups,
  featureNames,
  type NumberEncoding,
  type NumberTarget,
  type TargetEncoding,
} from './table/encoding.ts';
export { type FitEncodingOptions, fitEncoding } from './table/fit-encoding.ts';
export type {
  ColumnKind,
  ColumnSchema,
  DateOrder,
  InferOptions,
  TableSchema,
} from './table/kinds/column-schema.ts';
export { decodeTableSchema } from './table/kinds/decode-table-schema.ts';
export type { Fill, MissingPolicy } from './table/missing.ts';
export { type ParseCsvOptions, parseCsv } from './table/parse-csv.ts';
export { type ParseDatasetJsonOptions, parseDatasetJson } from './table/parse-dataset-json.ts';
export { parseRowsJson } from './table/parse-rows-json.ts';
export { findDelimiter } from './table/reading/dialect.ts';
export {
  type ReadChunksOptions,
  readTableChunks,
  type TableChunk,
} from './table/reading/read-chunks.ts';
export type { ReadProgress, ReadTableOptions } from './table/reading/read-options.ts';
export { type ReadTable, readTable } from './table/reading/read-table.ts';
export type { TableInput } from './table/reading/table-source.ts';
export { retype } from './table/retype.ts';
export { select } from './table/select.ts';
export type { CategoryColumn, Column, DateColumn, NumberColumn, Table } from './table/table.ts';
export type { TableOptions } from './table/table-of-cells.ts';
export {
  type TableDataset,
  type TableToDataset,
  type TableToDatasetOptions,
  tableToDataset,
} from './table/table-to-dataset.ts';
export { decodeTarget } from './table/target.ts';
export { type CsvRows, type WriteCsvOptions, writeCsv } from './table/write-csv.ts';
