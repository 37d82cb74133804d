import type { Data, DataType } from 'apache-arrow';
import { cellText } from '../../table/formats/cell-text.ts';
import { textOfBytes } from './parquet-text.ts';
import {
  clockText,
  dayText,
  decimalText,
  timestampText,
  type UnitsPerSecond,
} from './time-text.ts';

/** Texts of a column's values: undefined for a value that is not a single one. */
export type ArrowTexts = (row: number) => string | undefined;

export type ArrowLibrary = typeof import('apache-arrow');

/** By Arrow's unit of time: seconds, milliseconds, microseconds, nanoseconds. */
const PER_SECOND: readonly UnitsPerSecond[] = [1n, 1_000n, 1_000_000n, 1_000_000_000n];
const unitOf = (unit: number): UnitsPerSecond => PER_SECOND[unit] ?? 1n;

interface Buffers {
  readonly values: ArrayLike<number | bigint>;
  readonly valueOffsets: ArrayLike<number | bigint>;
}

const short = (): Error => new Error('a column has fewer values than rows');

/** The values of a column whose elements all take the same space. Throws if there are fewer than rows. */
const fixed = (data: Data, perRow = 1): ArrayLike<number | bigint> => {
  const { values } = data as unknown as Buffers;
  if (data.length > 0 && !(values?.length >= data.length * perRow)) throw short();
  return values;
};

const bits = (data: Data): ArrowTexts => {
  const bytes = fixed(data, 1 / 8) as Uint8Array;
  return (row) => {
    const at = data.offset + row;
    const byte = bytes[at >> 3];
    if (byte === undefined) throw short();
    return String((byte & (1 << (at & 7))) !== 0);
  };
};

/** Texts of bytes that take different space. */
const variable = (data: Data): ArrowTexts => {
  const { values, valueOffsets } = data as unknown as Buffers & { readonly values: Uint8Array };
  if (data.length > 0 && !(valueOffsets?.length > data.length)) throw short();
  return (row) => {
    const [from, to] = [Number(valueOffsets[row]), Number(valueOffsets[row + 1])];
    if (!(from >= 0 && from <= to && to <= values.length)) throw short();
    return textOfBytes(values.subarray(from, to))?.trim();
  };
};

const integers = (data: Data, text: (value: bigint) => string | undefined): ArrowTexts => {
  const values = fixed(data);
  return (row) => text(BigInt(values[row]!));
};

const decimals = (data: Data, scale: number): ArrowTexts => {
  const words = data.stride;
  const values = fixed(data, words);
  return (row) => {
    let value = 0n;
    for (let i = words - 1; i >= 0; i--) value = (value << 32n) | BigInt(values[row * words + i]!);
    return decimalText(BigInt.asIntN(32 * words, value), scale);
  };
};

/** What the library gives. */
const plain = (library: ArrowLibrary, data: Data): ArrowTexts => {
  const vector = new library.Vector([data]);
  return (row) => {
    const value: unknown = vector.get(row);
    return cellText(value instanceof Uint8Array ? (textOfBytes(value) ?? value) : value);
  };
};

const dictionaryTexts = (library: ArrowLibrary, data: Data): ArrowTexts => {
  const keys = fixed(data);
  const parts = data.dictionary?.data ?? [];
  const texts = parts.flatMap((part) => {
    const text = arrowTexts(library, part);
    return Array.from({ length: part.length }, (_, i) => ({ text: text(i) }));
  });
  return (row) => {
    const found = texts[Number(keys[row])];
    if (found === undefined) throw new Error('a value is not in the dictionary of its column');
    return found.text;
  };
};

const textsOf = (library: ArrowLibrary, data: Data): ArrowTexts => {
  const { DataType } = library;
  const type: DataType = data.type;
  if (DataType.isNull(type)) return () => '';
  if (DataType.isDictionary(type)) return dictionaryTexts(library, data);
  if (DataType.isBool(type)) return bits(data);
  if (DataType.isInt(type)) {
    const values = fixed(data);
    return (row) => String(values[row]);
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return variable(data);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return variable(data);
  if (DataType.isDecimal(type)) return decimals(data, type.scale);
  if (DataType.isDate(type))
    return type.unit === library.DateUnit.DAY
      ? integers(data, (days) => dayText(Number(days)))
      : integers(data, (value) => timestampText(value, 1_000n, false));
  if (DataType.isTimestamp(type)) {
    const [perSecond, isUtc] = [unitOf(type.unit), Boolean(type.timezone)];
    return integers(data, (value) => timestampText(value, perSecond, isUtc));
  }
  if (DataType.isTime(type)) {
    const perSecond = unitOf(type.unit);
    return integers(data, (value) => clockText(value, perSecond));
  }
  if (DataType.isDuration(type)) {
    const digits = 3 * type.unit;
    return integers(data, (value) => decimalText(value, digits));
  }
  if (DataType.isFloat(type) || DataType.isFixedSizeBinary(type)) fixed(data);
  return plain(library, data);
};

/** The texts of a column of a batch, '' for gaps. Throws if the column has fewer values than rows. */
export const arrowTexts = (library: ArrowLibrary, data: Data): ArrowTexts => {
  const text = textsOf(library, data);
  const { nullCount, nullBitmap } = data;
  if (library.DataType.isUnion(data.type) || nullCount === 0) return text;
  if (nullBitmap === undefined || 8 * nullBitmap.length < data.offset + data.length) {
    if (library.DataType.isNull(data.type)) return text;
    throw new Error('the marks of missing values are incomplete');
  }
  return (row) => {
    const at = data.offset + row;
    return (nullBitmap[at >> 3]! & (1 << (at & 7))) === 0 ? '' : text(row);
  };
};
