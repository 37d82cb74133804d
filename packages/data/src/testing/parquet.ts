import { parquetWriteBuffer } from 'hyparquet-writer';

/** A column of a Parquet file; null for a gap. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: 'DOUBLE' | 'INT32' | 'STRING' | 'BOOLEAN';
  readonly data: (string | number | boolean | null)[];
}

/** A Parquet file with these columns. */
export const encodeParquet = (columns: readonly ParquetColumn[]): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData: [...columns] }));
