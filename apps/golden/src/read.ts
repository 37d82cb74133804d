import type { FloatDType, Tensor } from '@puregrad/tensors';
import {
  type GoldenArray,
  type GoldenRecord,
  isGoldenArray,
  toTensor,
  toTensors,
} from './format.ts';

const expected = (key: string, what: string, value: unknown): never => {
  throw new Error(`the case needs ${what} called '${key}', got ${JSON.stringify(value)}`);
};

export const numberAt = (record: GoldenRecord, key: string, otherwise?: number): number => {
  const value = record[key] ?? otherwise;
  return typeof value === 'number' ? value : expected(key, 'a number', value);
};

export const stringAt = (record: GoldenRecord, key: string): string => {
  const value = record[key];
  return typeof value === 'string' ? value : expected(key, 'a string', value);
};

export const booleanAt = (record: GoldenRecord, key: string, otherwise?: boolean): boolean => {
  const value = record[key] ?? otherwise;
  return typeof value === 'boolean' ? value : expected(key, 'true or false', value);
};

export const numbersAt = (record: GoldenRecord, key: string): readonly number[] => {
  const value = record[key];
  return Array.isArray(value) && value.every((n) => typeof n === 'number')
    ? (value as readonly number[])
    : expected(key, 'a list of numbers', value);
};

export const arrayAt = (record: GoldenRecord, key: string): GoldenArray => {
  const value = record[key];
  return isGoldenArray(value) ? value : expected(key, 'an array', value);
};

export const recordAt = (record: GoldenRecord, key: string): GoldenRecord => {
  const value = record[key];
  return typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isGoldenArray(value)
    ? (value as GoldenRecord)
    : expected(key, 'an object', value);
};

export const recordsAt = (record: GoldenRecord, key: string): readonly GoldenRecord[] => {
  const value = record[key];
  return Array.isArray(value)
    ? value.map((_, i) => recordAt(value as unknown as GoldenRecord, String(i)))
    : expected(key, 'a list of objects', value);
};

export const tensorAt = (record: GoldenRecord, key: string, dtype: FloatDType | 'int32'): Tensor =>
  toTensor(arrayAt(record, key), dtype);

/** Tensors by name. */
export type NamedTensors = { readonly [name: string]: Tensor };

/** All arrays of a record as tensors; whatever else it holds is carried along. */
export const tensorsOf = (record: GoldenRecord, dtype: FloatDType): NamedTensors =>
  toTensors(record, dtype) as NamedTensors;
