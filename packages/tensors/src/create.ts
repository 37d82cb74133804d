import { checkOptions, type KindsOf, requireDType, requireTensor } from './arguments.ts';
import {
  allocate,
  type DType,
  type FloatDType,
  type IntegerArray,
  type NumericArray,
} from './dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from './errors.ts';
import { fillNested, flattenNested, shapeOfNested } from './nested-array.ts';
import { typedArrayTag } from './realm.ts';
import { assertShape, type Shape, showShape, sizeOf } from './shape.ts';
import { ConcreteTensor, type NestedArray, type Tensor } from './tensor.ts';

/** The element type of a new tensor. */
export interface DTypeOption {
  /** `float32` by default. */
  readonly dtype?: DType;
}

const dtypeKinds: KindsOf<DTypeOption> = { dtype: 'string?' };
const tensorKinds = { ...dtypeKinds, shape: 'number[]?' } as const;

/** The dtypes of typed arrays, by their tags. */
const stored: Readonly<Record<string, DType>> = {
  Float32Array: 'float32',
  Float64Array: 'float64',
  Int32Array: 'int32',
};

/** The dtype that holds every number of a typed array; for int32, `tensor` refuses other numbers. */
const dtypeOf = (tag: string): DType => {
  if (tag.startsWith('Big'))
    throw new DTypeError(
      `tensor: a ${tag} holds bigints; use tensor(Array.from(values, Number), { dtype: 'int32' })`,
    );
  return stored[tag] ?? (tag === 'Float16Array' ? 'float32' : 'int32');
};

/**
 * A tensor of nested arrays of numbers, or of a typed array with a shape. The data is copied.
 *
 * A typed array keeps its own dtype (`Float32Array`, `Float64Array`, `Int32Array`) unless another is
 * named; arrays of other integers, such as bytes, become int32, plain numbers float32.
 *
 * @throws ShapeError for ragged arrays, naming where; DTypeError for a number that `dtype` cannot hold.
 * @example
 * ```ts
 * import { tensor } from '@puregrad/tensors';
 * tensor([[1, 2, 3], [4, 5, 6]]).shape; // => [2, 3]
 * ```
 */
export const tensor = (
  values: NestedArray | NumericArray | IntegerArray,
  options: DTypeOption & { readonly shape?: Shape } = {},
): Tensor => {
  checkOptions('tensor', options, tensorKinds);
  const tag = typedArrayTag(values);
  const typed = tag === undefined ? undefined : (values as NumericArray);
  const own = tag === undefined ? 'float32' : dtypeOf(tag);
  const dtype = options.dtype ?? own;
  const found = typed === undefined ? shapeOfNested(values as NestedArray) : [typed.length];
  const shape = options.shape ?? found;
  requireDType('tensor', dtype);
  assertShape('tensor', shape);
  if (sizeOf(shape) !== sizeOf(found))
    throw new ShapeError(
      `tensor: ${sizeOf(found)} values do not fill shape ${showShape(shape)}, which has ${sizeOf(shape)} elements`,
    );
  const data = allocate(dtype, sizeOf(shape));
  if (typed === undefined) fillNested(values as NestedArray, data);
  else data.set(typed);
  if (dtype === 'int32') requireIntegers(typed ?? flattenNested(values as NestedArray));
  return ConcreteTensor.of(shape, dtype, data);
};

/**
 * A tensor over an array that the caller hands over: nothing is copied, and the array must not
 * be written to afterwards. For readers of large files; prefer `tensor`.
 *
 * @example
 * ```ts
 * import { adopt } from '@puregrad/tensors';
 * adopt(Float32Array.of(1, 2, 3, 4), [2, 2]).toArray(); // => [[1, 2], [3, 4]]
 * ```
 */
export const adopt = (data: NumericArray, shape: Shape): Tensor => {
  assertShape('adopt', shape);
  if (sizeOf(shape) !== data.length)
    throw new ShapeError(
      `adopt: ${data.length} values do not fill shape ${showShape(shape)}, which has ${sizeOf(shape)} elements`,
    );
  const tag = String(typedArrayTag(data));
  if (!Object.hasOwn(stored, tag))
    throw new DTypeError(
      `adopt: ${tag === 'undefined' ? 'the data is not a typed array' : `no tensor is stored in a ${tag}`}; pass a Float32Array, Float64Array or Int32Array, or use tensor, which copies`,
    );
  return ConcreteTensor.of(shape, stored[tag]!, data);
};

const requireIntegers = (values: Iterable<number>): void => {
  for (const value of values)
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31)
      throw new DTypeError(`tensor: ${value} is not an int32 value`);
};

/**
 * A tensor with one number everywhere; it takes no memory until it is read.
 *
 * @example
 * ```ts
 * import { full } from '@puregrad/tensors';
 * full([2], 7).toArray(); // => [7, 7]
 * ```
 */
export const full = (shape: Shape, value: number, options: DTypeOption = {}): Tensor => {
  const { dtype = 'float32' } = checkOptions('full', options, dtypeKinds);
  checkOptions('full', { value }, { value: 'number|NaN' });
  requireDType('full', dtype);
  assertShape('full', shape);
  if (dtype === 'int32') requireIntegers([value]);
  return ConcreteTensor.splat(shape, dtype, value);
};

/**
 * A rank-0 tensor.
 *
 * @example
 * ```ts
 * import { scalar } from '@puregrad/tensors';
 * scalar(3).shape; // => []
 * ```
 */
export const scalar = (value: number, options: DTypeOption = {}): Tensor =>
  full([], value, options);

/**
 * Zeros.
 *
 * @example
 * ```ts
 * import { zeros } from '@puregrad/tensors';
 * zeros([2, 2]).toArray(); // => [[0, 0], [0, 0]]
 * ```
 */
export const zeros = (shape: Shape, options: DTypeOption = {}): Tensor => full(shape, 0, options);

/**
 * Ones.
 *
 * @example
 * ```ts
 * import { ones } from '@puregrad/tensors';
 * ones([2]).toArray(); // => [1, 1]
 * ```
 */
export const ones = (shape: Shape, options: DTypeOption = {}): Tensor => full(shape, 1, options);

/**
 * Zeros of the shape and dtype of another tensor.
 *
 * @example
 * ```ts
 * import { tensor, zerosLike } from '@puregrad/tensors';
 * zerosLike(tensor([5, 6])).toArray(); // => [0, 0]
 * ```
 */
export const zerosLike = (x: Tensor): Tensor =>
  zeros(requireTensor('zerosLike', x).shape, { dtype: x.dtype });

/**
 * Ones of the shape and dtype of another tensor.
 *
 * @example
 * ```ts
 * import { onesLike, tensor } from '@puregrad/tensors';
 * onesLike(tensor([5, 6])).toArray(); // => [1, 1]
 * ```
 */
export const onesLike = (x: Tensor): Tensor =>
  ones(requireTensor('onesLike', x).shape, { dtype: x.dtype });

const generate = (shape: Shape, dtype: DType, f: (i: number) => number): Tensor => {
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = f(i);
  return ConcreteTensor.of(shape, dtype, data);
};

/**
 * `0, 1, …, count - 1`.
 *
 * @example
 * ```ts
 * import { arange } from '@puregrad/tensors';
 * arange(4).toArray(); // => [0, 1, 2, 3]
 * ```
 */
export const arange = (count: number, options: DTypeOption = {}): Tensor => {
  const { dtype = 'float32' } = checkOptions('arange', options, dtypeKinds);
  requireDType('arange', dtype);
  assertShape('arange', [count]);
  return generate([count], dtype, (i) => i);
};

/**
 * `count` numbers in equal steps from `start` to `end`, both included.
 *
 * @example
 * ```ts
 * import { linspace } from '@puregrad/tensors';
 * linspace(0, 1, 5).toArray(); // => [0, 0.25, 0.5, 0.75, 1]
 * ```
 */
export const linspace = (
  start: number,
  end: number,
  count: number,
  options: { readonly dtype?: FloatDType } = {},
): Tensor => {
  const { dtype = 'float32' } = checkOptions('linspace', options, {
    dtype: "'float32'|'float64'?",
  });
  checkOptions(
    'linspace',
    { start, end, count },
    { start: 'number', end: 'number', count: 'number' },
  );
  if (!Number.isInteger(count) || count < 1)
    throw new ArgumentError(`linspace: count must be an integer from 1, got ${count}`);
  assertShape('linspace', [count]);
  return generate([count], dtype, (i) =>
    count === 1 ? start : i === count - 1 ? end : start + ((end - start) * i) / (count - 1),
  );
};

/**
 * The identity matrix `[size, size]`.
 *
 * @example
 * ```ts
 * import { eye } from '@puregrad/tensors';
 * eye(2).toArray(); // => [[1, 0], [0, 1]]
 * ```
 */
export const eye = (size: number, options: DTypeOption = {}): Tensor => {
  const { dtype = 'float32' } = checkOptions('eye', options, dtypeKinds);
  requireDType('eye', dtype);
  assertShape('eye', [size, size]);
  return generate([size, size], dtype, (i) => (i % (size + 1) === 0 ? 1 : 0));
};
