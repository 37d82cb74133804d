/**
 * How the result of a primitive relates to its operands:
 *
 * - `elementwise`: an element depends on the elements of the operands at the same index;
 * - `alias`: the same elements in the same order, with another shape or without a gradient;
 * - `view`: elements of the operand, read by other strides, see `readings.ts`;
 * - `movement`: elements of the operands in other places, or zeros;
 * - `reduction`: an element depends on all elements along some axes;
 * - `product`: the same for two operands, whose elements are read many times;
 * - `scatter`: updates are added at places that indices, or windows, name;
 * - `draw`: an element depends on its index and a key;
 * - `hash`: words of pairs of words.
 */
export type Form =
  | 'elementwise'
  | 'alias'
  | 'view'
  | 'movement'
  | 'reduction'
  | 'product'
  | 'scatter'
  | 'draw'
  | 'hash';

/** Primitives that share their shape rule: operations of one tensor, of two of one shape and dtype, comparisons. */
export type Family = 'unary' | 'binary' | 'compare';

/**
 * The one table of facts about primitives:
 *
 * - `form`;
 * - `family`, and what it is defined `of`: all numbers, or floats only;
 * - `cost`: the approximate time of one element, in additions, for every engine.
 *
 * Calls of the functions below do not compile if a primitive has no row.
 */
export const traits = {
  neg: { form: 'elementwise', family: 'unary', of: 'numbers', cost: 1 },
  abs: { form: 'elementwise', family: 'unary', of: 'numbers', cost: 1 },
  sign: { form: 'elementwise', family: 'unary', of: 'numbers', cost: 2 },
  floor: { form: 'elementwise', family: 'unary', of: 'numbers', cost: 1 },
  exp: { form: 'elementwise', family: 'unary', of: 'floats', cost: 10 },
  expm1: { form: 'elementwise', family: 'unary', of: 'floats', cost: 12 },
  log: { form: 'elementwise', family: 'unary', of: 'floats', cost: 6 },
  log1p: { form: 'elementwise', family: 'unary', of: 'floats', cost: 8 },
  sqrt: { form: 'elementwise', family: 'unary', of: 'floats', cost: 2 },
  sin: { form: 'elementwise', family: 'unary', of: 'floats', cost: 10 },
  cos: { form: 'elementwise', family: 'unary', of: 'floats', cost: 10 },
  tanh: { form: 'elementwise', family: 'unary', of: 'floats', cost: 14 },
  erf: { form: 'elementwise', family: 'unary', of: 'floats', cost: 16 },
  sigmoid: { form: 'elementwise', family: 'unary', of: 'floats', cost: 11 },
  softplus: { form: 'elementwise', family: 'unary', of: 'floats', cost: 18 },

  add: { form: 'elementwise', family: 'binary', of: 'numbers', cost: 1 },
  sub: { form: 'elementwise', family: 'binary', of: 'numbers', cost: 1 },
  mul: { form: 'elementwise', family: 'binary', of: 'numbers', cost: 1 },
  div: { form: 'elementwise', family: 'binary', of: 'floats', cost: 2 },
  pow: { form: 'elementwise', family: 'binary', of: 'floats', cost: 16 },
  maximum: { form: 'elementwise', family: 'binary', of: 'numbers', cost: 1 },
  minimum: { form: 'elementwise', family: 'binary', of: 'numbers', cost: 1 },

  equal: { form: 'elementwise', family: 'compare', of: 'numbers', cost: 1 },
  less: { form: 'elementwise', family: 'compare', of: 'numbers', cost: 1 },
  lessEqual: { form: 'elementwise', family: 'compare', of: 'numbers', cost: 1 },
  where: { form: 'elementwise', cost: 1 },

  sum: { form: 'reduction', cost: 1 },
  max: { form: 'reduction', cost: 1 },
  argMax: { form: 'reduction', cost: 1 },

  reshape: { form: 'alias', cost: 0 },
  stopGradient: { form: 'alias', cost: 0 },
  broadcastTo: { form: 'view', cost: 0 },
  transpose: { form: 'view', cost: 0 },
  slice: { form: 'view', cost: 0 },
  reverse: { form: 'view', cost: 0 },

  pad: { form: 'movement', cost: 1 },
  concat: { form: 'movement', cost: 1 },
  take: { form: 'movement', cost: 1 },
  scatterAdd: { form: 'scatter', cost: 1 },
  patches: { form: 'movement', cost: 1 },
  addPatches: { form: 'scatter', cost: 1 },

  matmul: { form: 'product', cost: 1 },

  cast: { form: 'elementwise', cost: 1 },
  shiftRight: { form: 'elementwise', cost: 1 },

  threefry: { form: 'hash', cost: 300 },
  randomBits: { form: 'draw', cost: 300 },
} as const;

type Primitive = keyof typeof traits;

/** The primitives of a family. */
export type FamilyPrimitive<F extends Family> = {
  [P in Primitive]: (typeof traits)[P] extends { readonly family: F } ? P : never;
}[Primitive];

/** The primitives of some forms. */
export type PrimitiveOf<F extends Form> = {
  [P in Primitive]: (typeof traits)[P]['form'] extends F ? P : never;
}[Primitive];

/** Whether a primitive is of one of the forms. */
export const isForm = <F extends Form>(
  primitive: Primitive,
  ...forms: readonly F[]
): primitive is PrimitiveOf<F> => (forms as readonly Form[]).includes(traits[primitive].form);

/** Whether the result is made of the operand's elements, in the same order or read by other strides. */
export const isReading = (primitive: Primitive): primitive is PrimitiveOf<'alias' | 'view'> => {
  const { form } = traits[primitive];
  return form === 'alias' || form === 'view';
};

/** Whether an element takes a function and not only an instruction. */
export const isCostly = (primitive: Primitive): boolean => traits[primitive].cost >= 6;

/** Whether a primitive shares its shape rule with its family. */
export const isOfFamily = (primitive: Primitive): primitive is FamilyPrimitive<Family> =>
  'family' in traits[primitive];
