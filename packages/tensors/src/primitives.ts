import type { DType } from './dtype.ts';
import type { Shape } from './shape.ts';
import type { FamilyPrimitive } from './traits.ts';
import type { Windows } from './windows.ts';

/**
 * The closed set of operations that everything else composes.
 *
 * Each interpretation (shape rule, reference kernel, vjp, jvp, …) is a table with one entry for
 * each primitive, so that a missing one does not compile. The families below name the files in
 * which the entries stand, the same in each column.
 */
export type UnaryPrimitive = FamilyPrimitive<'unary'>;

/** Operations of two tensors of one shape and dtype. */
export type BinaryPrimitive = FamilyPrimitive<'binary'>;

/** Comparisons give `int32` ones and zeros. */
export type ComparePrimitive = FamilyPrimitive<'compare'>;

type None = Readonly<Record<never, never>>;

/** The settings of each primitive, in addition to its input tensors. */
export interface Attributes
  extends Readonly<Record<UnaryPrimitive | BinaryPrimitive | ComparePrimitive, None>> {
  /** (condition, a, b): a if the condition is not 0, else b. */
  readonly where: None;

  readonly sum: { readonly axes: readonly number[] };
  readonly max: { readonly axes: readonly number[] };
  readonly argMax: { readonly axis: number };

  readonly reshape: { readonly shape: Shape };
  readonly broadcastTo: { readonly shape: Shape };
  readonly transpose: { readonly permutation: readonly number[] };
  readonly slice: { readonly starts: readonly number[]; readonly ends: readonly number[] };
  /** Zeros before and after each axis. */
  readonly pad: { readonly before: readonly number[]; readonly after: readonly number[] };
  readonly reverse: { readonly axes: readonly number[] };
  readonly concat: { readonly axis: number };

  /** (source, indices): numpy.take; the indices' axes replace `axis`. */
  readonly take: { readonly axis: number };
  /** (updates, indices): zeros of length `size` along `axis`, updates added at the indices. */
  readonly scatterAdd: { readonly axis: number; readonly size: number };

  /**
   * (images `[batch, height, width, channels]`): the pixels of each window,
   * `[batch, rows, columns, window height, window width, channels]`.
   */
  readonly patches: Windows;
  /** (patches): images of a height and a width, to whose zeros the pixels of each window are added. */
  readonly addPatches: Windows & { readonly size: readonly [height: number, width: number] };

  /** (a, b): stacks of matrices with equal leading axes; a transpose reads the last two swapped. */
  readonly matmul: { readonly transposeA: boolean; readonly transposeB: boolean };

  readonly cast: { readonly dtype: DType };
  readonly stopGradient: None;

  /** (key [2], counters [..., 2]): Threefry-2x32 words of the counters. */
  readonly threefry: { readonly rounds: number };
  /** (key [2]): 32 random bits an element. */
  readonly randomBits: { readonly shape: Shape };
  /** Logical shift of the 32-bit words. */
  readonly shiftRight: { readonly bits: number };
}

/** The name of a primitive. */
export type Primitive = keyof Attributes;

/** A tensor's type: all that shape rules need to know of it. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}
