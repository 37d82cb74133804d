import type { ParquetParsers, SchemaElement } from 'hyparquet';
import { cellText } from '../../table/formats/cell-text.ts';
import {
  clockText,
  dayText,
  decimalText,
  timestampText,
  type UnitsPerSecond,
} from './time-text.ts';

const PER_SECOND: Readonly<Record<string, UnitsPerSecond>> = {
  MILLIS: 1_000n,
  MICROS: 1_000_000n,
  NANOS: 1_000_000_000n,
};

/** A text, or undefined for bytes that are none. */
export const textOfBytes = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Bytes that are not text stay bytes, which a table does not hold. */
const texts = (bytes: Uint8Array | undefined): unknown =>
  bytes === undefined ? undefined : (textOfBytes(bytes) ?? bytes);

/** How the library converts dates and texts of a column. What it cannot convert stays an object. */
export const parsersOf = ({ logical_type: type }: SchemaElement): Partial<ParquetParsers> => {
  const isUtc = type?.type === 'TIMESTAMP' && type.isAdjustedToUTC;
  const time = (perSecond: UnitsPerSecond) => (value: bigint | undefined) =>
    value === undefined ? undefined : (timestampText(value, perSecond, isUtc) ?? { time: value });
  return {
    timestampFromMilliseconds: time(1_000n),
    timestampFromMicroseconds: time(1_000_000n),
    timestampFromNanoseconds: time(1_000_000_000n),
    dateFromDays: (days: number | undefined) =>
      days === undefined ? undefined : (dayText(days) ?? { days }),
    stringFromBytes: texts,
    jsonFromBytes: texts,
  };
};

/** A schema by which the library leaves decimal numbers as they are stored, because its numbers lose digits. */
export const withRawDecimals = (element: SchemaElement): SchemaElement => {
  if (element.converted_type !== 'DECIMAL') return element;
  const { converted_type: _, ...rest } = element;
  return rest;
};

const isDecimal = ({ converted_type, logical_type }: SchemaElement): boolean =>
  converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL';

/** The integer in bytes of two's complement, the highest byte first. */
const integerOf = (bytes: Uint8Array): bigint => {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
};

const unitOfTime = ({ converted_type, logical_type }: SchemaElement): string | undefined => {
  if (logical_type?.type === 'TIME') return logical_type.unit;
  if (converted_type === 'TIME_MILLIS') return 'MILLIS';
  return converted_type === 'TIME_MICROS' ? 'MICROS' : undefined;
};

const isInteger = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || Number.isInteger(value);

/** The text of a value of a column, as the library gives it; undefined for what is not a single value. */
export const parquetText = (element: SchemaElement): ((value: unknown) => string | undefined) => {
  if (isDecimal(element)) {
    const scale = element.scale ?? 0;
    return (value) => {
      if (isInteger(value)) return decimalText(BigInt(value), scale);
      return value instanceof Uint8Array ? decimalText(integerOf(value), scale) : cellText(value);
    };
  }
  const perSecond = PER_SECOND[unitOfTime(element) ?? ''];
  if (perSecond !== undefined)
    return (value) => (isInteger(value) ? clockText(BigInt(value), perSecond) : cellText(value));
  return (value) => cellText(value instanceof Uint8Array ? (textOfBytes(value) ?? value) : value);
};
