import type { NumericArray } from '../dtype.ts';
import type { UnaryPrimitive } from '../primitives.ts';
import { erf } from './erf.ts';
import type { Kernel, Kernels } from './kernel.ts';

type Loop = (x: NumericArray, y: NumericArray) => void;

const kernel =
  (loop: Loop): Kernel<UnaryPrimitive> =>
  () =>
  ([x], y) =>
    loop(x!, y);

/** 1 / (1 + e^-x), without overflow on either side. */
const sigmoid = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
};

// One loop each, not one loop with a callback: V8 inlines the former and calls the latter.
export const unary: Kernels<UnaryPrimitive> = {
  neg: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = -x[i]!;
  }),
  abs: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.abs(x[i]!);
  }),
  sign: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sign(x[i]!);
  }),
  floor: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.floor(x[i]!);
  }),
  exp: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.exp(x[i]!);
  }),
  expm1: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.expm1(x[i]!);
  }),
  log: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.log(x[i]!);
  }),
  log1p: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.log1p(x[i]!);
  }),
  sqrt: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sqrt(x[i]!);
  }),
  sin: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sin(x[i]!);
  }),
  cos: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.cos(x[i]!);
  }),
  tanh: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.tanh(x[i]!);
  }),
  erf: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = erf(x[i]!);
  }),
  sigmoid: kernel((x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = sigmoid(x[i]!);
  }),
  softplus: kernel((x, y) => {
    for (let i = 0; i < y.length; i++)
      y[i] = Math.max(x[i]!, 0) + Math.log1p(Math.exp(-Math.abs(x[i]!)));
  }),
};
