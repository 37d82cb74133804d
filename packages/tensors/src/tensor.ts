import { kindOf, setBrand } from './copies.ts';
import { allocate, type DType, type NumericArray } from './dtype.ts';
import { elementsOf, type ReusedElements } from './elements.ts';
import { DeviceTensorError, DonatedTensorError } from './errors.ts';
import type { Attributes, Primitive } from './primitives.ts';
import { type Shape, showShape, sizeOf } from './shape.ts';
import { Tensor } from './tensor-base.ts';

export { type NestedArray, Tensor } from './tensor-base.ts';

/**
 * Whether a value is a tensor, also one of another copy of this package.
 *
 * @throws PuregradError for a tensor of another version of this package.
 * @example
 * ```ts
 * import { isTensor, tensor } from '@puregrad/tensors';
 * isTensor(tensor([1])); // => true
 * ```
 */
export const isTensor = (value: unknown): value is Tensor => kindOf(value) !== undefined;

/** Whether a value is a tensor with elements, of whichever copy of this package. */
export const isConcrete = (value: unknown): value is ConcreteTensor => kindOf(value) === 'concrete';

/** Whether a value is a tensor that an interpreter follows, of whichever copy of this package. */
export const isTraced = (value: unknown): value is TracedTensor => kindOf(value) === 'traced';

/** The place of a tensor's elements in a program's memory. */
export interface Placement {
  /** The memory in which the address is. */
  readonly heap: object;
  readonly address: number;
  /** Ends with the program, whose memory is then given to others. */
  readonly owner: { readonly alive: boolean };
  /** Copies elements out that are nowhere else. */
  readonly read?: () => NumericArray;
  /** The same for comparisons: a program that is run over and over has them made once. */
  readonly elements?: ReusedElements;
  /** As `read`, on a device that answers later. */
  readonly readLater?: () => Promise<NumericArray>;
  /** Called when a donation ends it. */
  readonly end?: () => void;
}

const donated = (what: string): DonatedTensorError =>
  new DonatedTensorError(
    `${what} was donated to a compiled function, which took its memory over; use the tensors that function returned, or don't donate the argument`,
  );

const donatedElements = elementsOf({
  get data(): never {
    throw donated('a tensor');
  },
});

/** A tensor whose elements are in an array or in a program's memory, or one repeated number. */
export class ConcreteTensor extends Tensor {
  static {
    setBrand(ConcreteTensor.prototype, 'concrete');
  }

  readonly shape: Shape;
  readonly dtype: DType;
  /** For comparisons; all else reads `data`. */
  elements: readonly number[];
  readonly #splat: number | undefined;
  #data: NumericArray | undefined;
  #placement: Placement | undefined;
  #donated = false;

  private constructor(
    shape: Shape,
    dtype: DType,
    data: NumericArray | undefined,
    splat: number | undefined,
    placement: Placement | undefined,
  ) {
    super();
    this.shape = shape;
    this.dtype = dtype;
    this.elements = placement?.elements?.seen() ?? elementsOf(this);
    this.#data = data;
    this.#splat = splat;
    this.#placement = placement;
  }

  /** Takes the array over: it must not be written to afterwards. */
  static of(shape: Shape, dtype: DType, data: NumericArray): ConcreteTensor {
    return new ConcreteTensor(shape, dtype, data, undefined, undefined);
  }

  static splat(shape: Shape, dtype: DType, value: number): ConcreteTensor {
    const splat = dtype === 'float32' ? Math.fround(value) : value;
    return new ConcreteTensor(shape, dtype, undefined, splat, undefined);
  }

  /** The result of a program: read from its memory when its elements are asked for. */
  static placed(shape: Shape, dtype: DType, placement: Placement): ConcreteTensor {
    return new ConcreteTensor(shape, dtype, undefined, undefined, placement);
  }

  /** The program's memory that has the elements, if any; undefined too after a donation. */
  get placement(): Placement | undefined {
    return this.#placement;
  }

  /** Whether the elements are only in a program's memory. */
  get isOnlyOnDevice(): boolean {
    return this.#data === undefined && this.#placement?.read !== undefined;
  }

  /** Records that the elements have also been copied into a program's memory. */
  place(placement: Placement): void {
    // It may have been donated while it was copied.
    if (this.#donated) placement.end?.();
    else this.#moveTo(placement);
  }

  #moveTo(placement: Placement | undefined): void {
    if (this.#placement?.elements !== undefined) this.#show(elementsOf(this));
    this.#placement = placement;
  }

  /** Other elements in place of those that a program uses again. */
  #show(elements: readonly number[]): void {
    const reused = this.#placement?.elements;
    try {
      this.elements = elements;
      reused?.empty();
    } catch {
      // Somebody has frozen the tensor, as values may be.
      reused?.leaveTo(this);
    }
  }

  /** Ends the placement before its memory is used again; elements that are only there are copied out. */
  evict(placement: Placement): void {
    if (this.#placement !== placement) return;
    if (this.isOnlyOnDevice) this.#data = placement.read!();
    this.#moveTo(undefined);
  }

  /** The number that every element is, if they are known to be equal. */
  get splat(): number | undefined {
    return this.#donated ? undefined : this.#splat;
  }

  /** @throws DonatedTensorError after a donation. */
  requireAlive(): void {
    if (this.#donated) throw donated(`a tensor of shape ${showShape(this.shape)}`);
  }

  /** Brings elements here that are on a device, for `data` to have them. */
  async download(): Promise<void> {
    this.requireAlive();
    if (this.#data === undefined && this.#placement?.readLater !== undefined)
      this.#data = await this.#placement.readLater();
  }

  override get data(): NumericArray {
    this.requireAlive();
    if (this.#data === undefined && this.#placement?.readLater !== undefined)
      throw new DeviceTensorError(
        `the elements of a tensor of shape ${showShape(this.shape)} are on the device that computed them; wait for them first: \`await read(x)\``,
      );
    this.#data ??=
      this.#placement?.read?.() ?? allocate(this.dtype, sizeOf(this.shape)).fill(this.#splat ?? 0);
    return this.#data;
  }

  /** Gives the memory up; any later read throws. */
  donate(): void {
    this.#donated = true;
    this.#data = undefined;
    this.#placement?.end?.();
    this.#show(donatedElements);
    this.#placement = undefined;
  }
}

/** One way to run primitives: evaluate them, record them, differentiate them. */
export interface Interpreter {
  /** Interpreters made later have higher levels; the highest among the inputs runs a primitive. */
  readonly level: number;
  process<P extends Primitive>(
    primitive: P,
    attributes: Attributes[P],
    inputs: readonly Tensor[],
  ): Tensor;
}

/** A tensor that an interpreter follows. */
export abstract class TracedTensor extends Tensor {
  static {
    setBrand(TracedTensor.prototype, 'traced');
  }

  abstract readonly interpreter: Interpreter;
}
