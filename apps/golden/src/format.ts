import {
  type FloatDType,
  type Shape,
  showShape,
  sizeOf,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { type Either, left, right, tryCatch } from 'fp-ts/lib/Either.js';

/** `{shape, data}`, row-major: how the files write arrays. */
export interface GoldenArray {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/** A value of a case: arrays and plain values, in objects and lists. */
export type GoldenTree =
  | GoldenArray
  | number
  | string
  | boolean
  | null
  | readonly GoldenTree[]
  | { readonly [key: string]: GoldenTree };

export type GoldenRecord = { readonly [key: string]: GoldenTree };

/** The allowed error of a number: `atol + rtol · |expected|`. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

export interface GoldenCase {
  readonly name: string;
  readonly config: GoldenRecord;
  readonly inputs: GoldenRecord;
  readonly expected: GoldenRecord;
}

export interface GoldenFile {
  /** The kind of the cases: `optimizers.json`, wherever they are stored. */
  readonly file: string;
  readonly tolerance: Tolerance;
  readonly cases: readonly GoldenCase[];
}

/** The default for a file that does not name its own. */
const DEFAULT_TOLERANCE: Tolerance = { rtol: 1e-4, atol: 1e-6 };

/** Thrown and caught in this file only. */
class FormatError extends Error {}

const fail = (where: string, what: string): never => {
  throw new FormatError(`${where}: ${what}`);
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isGoldenArray = (tree: unknown): tree is GoldenArray =>
  isRecord(tree) && 'shape' in tree && 'data' in tree && Object.keys(tree).length === 2;

/** The contents of a golden file; Left says what is wrong with it, and where. */
export const parseGoldenFile = (text: string): Either<string, GoldenFile> => {
  const json = tryCatch(
    (): unknown => JSON.parse(text),
    (error) => `it is not JSON: ${(error as Error).message}`,
  );
  if (json._tag === 'Left') return json;
  try {
    return right(readFile(json.right));
  } catch (error) {
    if (error instanceof FormatError) return left(error.message);
    throw error;
  }
};

const readFile = (json: unknown): GoldenFile => {
  if (!isRecord(json)) return fail('the file', 'expected an object with file, tolerance and cases');
  const { file, tolerance, cases } = json;
  if (typeof file !== 'string') return fail('file', `expected a name, got ${show(file)}`);
  if (!Array.isArray(cases)) return fail('cases', `expected a list, got ${show(cases)}`);
  const read = cases.map((value: unknown, i) => readCase(value, i));
  const names = new Set<string>();
  for (const { name } of read)
    if (names.has(name)) fail('cases', `two are called '${name}'`);
    else names.add(name);
  return { file, tolerance: readTolerance(tolerance), cases: read };
};

const readTolerance = (value: unknown): Tolerance => {
  if (value === undefined) return DEFAULT_TOLERANCE;
  if (!isRecord(value)) return fail('tolerance', `expected {rtol, atol}, got ${show(value)}`);
  const bound = (name: 'rtol' | 'atol'): number => {
    const number = value[name] ?? DEFAULT_TOLERANCE[name];
    return typeof number === 'number' && number >= 0
      ? number
      : fail(`tolerance.${name}`, `expected a number from 0, got ${show(number)}`);
  };
  return { rtol: bound('rtol'), atol: bound('atol') };
};

const readCase = (value: unknown, i: number): GoldenCase => {
  const place = `cases[${i}]`;
  if (!isRecord(value)) return fail(place, `expected an object, got ${show(value)}`);
  const { name } = value;
  if (typeof name !== 'string') return fail(`${place}.name`, `expected a name, got ${show(name)}`);
  const part = (key: 'config' | 'inputs' | 'expected'): GoldenRecord => {
    const record = value[key];
    const where = `case '${name}': ${key}`;
    if (!isRecord(record)) return fail(where, `expected an object, got ${show(record)}`);
    return readTree(record, where) as GoldenRecord;
  };
  return { name, config: part('config'), inputs: part('inputs'), expected: part('expected') };
};

const readTree = (value: unknown, where: string): GoldenTree => {
  if (isGoldenArray(value)) {
    const { shape, data } = value as { readonly shape: unknown; readonly data: unknown };
    if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 0))
      return fail(`${where}.shape`, `expected a list of lengths, got ${show(shape)}`);
    if (!Array.isArray(data) || !data.every((x) => typeof x === 'number'))
      return fail(`${where}.data`, `expected a flat list of numbers, got ${show(data)}`);
    if (data.length !== sizeOf(shape))
      return fail(where, `${data.length} numbers do not fill shape ${showShape(shape)}`);
    return value;
  }
  if (Array.isArray(value)) value.forEach((part, i) => readTree(part, `${where}[${i}]`));
  else if (isRecord(value))
    for (const [key, part] of Object.entries(value)) readTree(part, `${where}.${key}`);
  return value as GoldenTree;
};

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

export const toTensor = ({ shape, data }: GoldenArray, dtype: FloatDType | 'int32'): Tensor =>
  tensor(dtype === 'float64' ? Float64Array.from(data) : data, { shape, dtype });

/** The same tree with tensors for its arrays. */
export const toTensors = (tree: GoldenTree, dtype: FloatDType | 'int32'): unknown => {
  if (isGoldenArray(tree)) return toTensor(tree, dtype);
  if (Array.isArray(tree)) return tree.map((part: GoldenTree) => toTensors(part, dtype));
  if (isRecord(tree))
    return Object.fromEntries(
      Object.entries(tree).map(([key, part]) => [key, toTensors(part as GoldenTree, dtype)]),
    );
  return tree;
};
