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

export const float = (x: Expression): FloatValue => ({ kind: 'float', x });
export const int = (low: Expression, high: Expression): IntValue => ({ kind: 'int', low, high });

/** What a value is that can only be a float, or only an int32: shape rules have seen to that. */
export const floatOf = (value: Value): Expression => {
  if (value.kind !== 'float') throw new Error('an int32 where a float should be');
  return value.x;
};
export const wordOf = (value: Value): IntValue => {
  if (value.kind !== 'int') throw new Error('a float where an int32 should be');
  return value;
};

/** The halves of an int32. */
export const intOf = (value: number): IntValue =>
  int(String(value & 0xffff), String((value >>> 16) & 0xffff));

/** Where an element is: a place on each axis. */
export type Index = readonly Expression[];

const asNumber = (x: Expression): number | undefined => (/^\d+$/.test(x) ? Number(x) : undefined);

/** Sums and products of places, literals folded. */
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
