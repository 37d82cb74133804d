import type { NumericArray } from '../dtype.ts';
import type { BinaryPrimitive, ComparePrimitive } from '../primitives.ts';
import type { Kernel, Kernels } from './kernel.ts';

type Loop = (a: NumericArray, b: NumericArray, y: NumericArray) => void;

const kernel =
  (loop: Loop): Kernel<BinaryPrimitive | ComparePrimitive> =>
  () =>
  ([a, b], y) =>
    loop(a!, b!, y);

const mulFloats = kernel((a, b, y) => {
  for (let i = 0; i < y.length; i++) y[i] = a[i]! * b[i]!;
});

/** Products of 32-bit integers exceed a double's 53 bits; these wrap as 32-bit words do. */
const mulInts = kernel((a, b, y) => {
  for (let i = 0; i < y.length; i++) y[i] = Math.imul(a[i]!, b[i]!);
});

export const binary: Kernels<BinaryPrimitive> = {
  add: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = a[i]! + b[i]!;
  }),
  sub: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = a[i]! - b[i]!;
  }),
  mul: (attributes, inputs, output) =>
    (output.dtype === 'int32' ? mulInts : mulFloats)(attributes, inputs, output),
  div: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = a[i]! / b[i]!;
  }),
  pow: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = a[i]! ** b[i]!;
  }),
  maximum: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.max(a[i]!, b[i]!);
  }),
  minimum: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.min(a[i]!, b[i]!);
  }),
};

export const compare: Kernels<ComparePrimitive> = {
  equal: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = a[i] === b[i] ? 1 : 0;
  }),
  less: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = a[i]! < b[i]! ? 1 : 0;
  }),
  lessEqual: kernel((a, b, y) => {
    for (let i = 0; i < y.length; i++) y[i] = a[i]! <= b[i]! ? 1 : 0;
  }),
};
