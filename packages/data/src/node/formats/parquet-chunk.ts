import type { AsyncBuffer, ColumnMetaData } from 'hyparquet';
import type { parquetHeader } from 'hyparquet/src/column.js';

/** A file that is read in places. */
export interface Places {
  readonly byteLength: number;
  readonly slice: (start: number, end?: number) => Promise<ArrayBuffer>;
}

/** Bytes that a page may take for each of its bytes in the file, and those of any page: more is a damaged size. */
const EXPANSION = 4096;
const ANY_PAGE = 2 ** 24;

/** The bytes of a file that hold a column of a row group. */
export const rangeOf = (
  { dictionary_page_offset, data_page_offset, total_compressed_size }: ColumnMetaData,
  byteLength: number,
): readonly [start: number, end: number] => {
  const first = Number(data_page_offset);
  const start = Math.min(first, Number(dictionary_page_offset ?? first) || first);
  const end = start + Number(total_compressed_size);
  if (!(start >= 4 && end > start && end <= byteLength))
    throw new Error('a column lies outside of the file');
  return [start, end];
};

/** A file of which a part is in memory. */
export const withPart = (file: Places, start: number, part: ArrayBuffer): AsyncBuffer => ({
  byteLength: file.byteLength,
  slice: async (from, to = file.byteLength) =>
    from >= start && to <= start + part.byteLength
      ? part.slice(from - start, to - start)
      : file.slice(from, to),
});

/**
 * Throws if the pages of a column do not have as many values as the row group, or claim to be much larger than
 * they are: the library would take the memory first.
 */
export const checkPages = (
  part: ArrayBuffer,
  rows: number,
  readHeader: typeof parquetHeader,
): void => {
  const reader = { view: new DataView(part), offset: 0 };
  let values = 0;
  while (values < rows && reader.offset < part.byteLength - 1) {
    const header = readHeader(reader);
    const { compressed_page_size: stored, uncompressed_page_size: size } = header;
    if (!(stored >= 0 && size >= 0 && reader.offset + stored <= part.byteLength))
      throw new Error('a page lies outside of its column');
    if (size > ANY_PAGE + EXPANSION * stored) throw new Error('the size of a page is wrong');
    reader.offset += stored;
    const { data_page_header: first, data_page_header_v2: second } = header;
    const count = (first ?? second)?.num_values ?? 0;
    if ((header.dictionary_page_header?.num_values ?? 0) > 8 * size)
      throw new Error('the size of a dictionary is wrong');
    if (!(count >= 0 && values + count <= rows)) throw new Error('a page has too many values');
    values += count;
  }
  if (values !== rows) throw new Error('a column has not as many values as rows');
};
