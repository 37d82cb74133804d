import { unreachable } from '../unreachable.ts';

/** Code of an expression in the JavaScript that gpu.js translates, a name or a literal. */
export type Expression = string;

/**
 * An element inside a kernel. gpu.js has 32-bit floats only, in memory and in local variables, so that an
 * int32 is two halves of 16 bits, each a float from 0 to 65535: exact in every mode.
 */
export type Value =
  | { readonly kind: 'float'; readonly x: Expression }
  | { readonly kind: 'int'; readonly low: Expression; readonly high: Expression };

export type FloatValue = Extract<Value, { readonly kind: 'float' }>;
export type IntValue = Extract<Value, { readonly kind: 'int' }>;

export const floatValue = (x: Expression): FloatValue => ({ kind: 'float', x });
export const intValue = (low: Expression, high: Expression): IntValue => ({
  kind: 'int',
  low,
  high,
});

/** The expression of a value that must be a float, by the shape rules. */
export const floatExpression = (value: Value): Expression => {
  if (value.kind !== 'float') return unreachable('an int32 in place of a float');
  return value.x;
};
/** A value that must be an int32, by the shape rules. */
export const asIntValue = (value: Value): IntValue => {
  if (value.kind !== 'int') return unreachable('a float in place of an int32');
  return value;
};

/** A constant int32. */
export const intLiteral = (value: number): IntValue =>
  intValue(String(value & 0xffff), String((value >>> 16) & 0xffff));

/** The index of an element: a place on each axis. */
export type Index = readonly Expression[];

const asNumber = (x: Expression): number | undefined => (/^\d+$/.test(x) ? Number(x) : undefined);

/** Sums and products of places, with constant folding. */
export const plus = (a: Expression, b: Expression): Expression => {
  const [m, n] = [asNumber(a), asNumber(b)];
  if (m !== undefined && n !== undefined) return String(m + n);
  if (m === 0) return b;
  return n === 0 ? a : `(${a} + ${b})`;
};
export const times = (a: Expression, factor: number): Expression => {
  const m = asNumber(a);
  if (m !== undefined) return String(m * factor);
  return factor === 1 ? a : factor === 0 ? '0' : `(${a} * ${factor})`;
};
