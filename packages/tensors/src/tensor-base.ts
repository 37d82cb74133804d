import type { DType, TensorData } from './dtype.ts';
import { ShapeError } from './errors.ts';
import { formatTensor } from './format.ts';
import { type TensorJson, toJson } from './json.ts';
import { type Shape, showShape, sizeOf } from './shape.ts';

/** Numbers nested as deep as a tensor has axes. */
export type NestedArray = number | readonly NestedArray[];

const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * An immutable value: a shape, an element type, and elements in row-major order.
 *
 * There is nothing to dispose of: a tensor is garbage-collected like an array. Operations are
 * functions (`add(a, b)`), never methods.
 *
 * @example
 * ```ts
 * import { mul, tensor } from '@puregrad/tensors';
 * mul(tensor([1, 2, 3]), 2).toArray(); // => [2, 4, 6]
 * ```
 */
export abstract class Tensor {
  static {
    Object.defineProperty(Tensor.prototype, inspect, { value: Tensor.prototype.toString });
  }

  abstract readonly shape: Shape;
  abstract readonly dtype: DType;

  /**
   * The elements, row-major.
   * @throws SymbolicTensorError while `compile` traces; DonatedTensorError after a donation.
   */
  abstract get data(): TensorData;

  get rank(): number {
    return this.shape.length;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** The elements as nested arrays; a number for a scalar. */
  toArray(): NestedArray {
    const { data, shape } = this;
    const nest = (axis: number, offset: number): NestedArray => {
      if (axis === shape.length) return data[offset]!;
      const stride = sizeOf(shape.slice(axis + 1));
      return Array.from({ length: shape[axis]! }, (_, i) => nest(axis + 1, offset + i * stride));
    };
    return nest(0, 0);
  }

  /**
   * The one element of a tensor of size 1.
   * @throws ShapeError for any other size.
   */
  item(): number {
    if (this.size !== 1)
      throw new ShapeError(
        `item: a tensor of shape ${showShape(this.shape)} has ${this.size} elements, not one; use toArray() or data`,
      );
    return this.data[0]!;
  }

  toString(): string {
    return formatTensor(this);
  }

  /** The form that `JSON.stringify` writes, also within a tree; `fromJSON` reads it. */
  toJSON(): TensorJson {
    return toJson(this);
  }

  /**
   * Dtype, shape and all elements as a text, for comparisons such as fast-deep-equal's that ask for this
   * before they look at properties.
   */
  valueOf(): string {
    return `${this.dtype} ${showShape(this.shape)} ${this.data.join()}`;
  }
}
