import type { NumericArray } from './dtype.ts';
import { ShapeError } from './errors.ts';
import { typedArrayTag } from './realm.ts';
import type { Shape } from './shape.ts';
import type { NestedArray } from './tensor.ts';

/** @throws ShapeError for ragged arrays, naming where. */
export const shapeOfNested = (values: NestedArray): Shape => {
  const shape: number[] = [];
  for (let level = values; Array.isArray(level); level = level[0] as NestedArray) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  requireNested(values, shape, 0, '');
  return shape;
};

const describe = (value: unknown): string => {
  const tag = typedArrayTag(value);
  return tag === undefined
    ? `a ${typeof value}`
    : `a ${tag} (give one typed array for all, and a shape, or Array.from(it))`;
};

const requireNested = (values: NestedArray, shape: Shape, axis: number, where: string): void => {
  const at = where === '' ? '' : ` at ${where}`;
  if (axis === shape.length) {
    if (typeof values !== 'number')
      throw new ShapeError(
        `tensor: ragged array: ${Array.isArray(values) ? 'an array' : describe(values)}${at}, where a number is expected`,
      );
    return;
  }
  if (!Array.isArray(values) || values.length !== shape[axis])
    throw new ShapeError(
      `tensor: ragged array: ${Array.isArray(values) ? `length ${values.length}` : describe(values)}${at}, where its siblings have length ${shape[axis]}`,
    );
  // Unlike `forEach`, this meets the holes of an array.
  for (const [i, value] of values.entries())
    requireNested(value as NestedArray, shape, axis + 1, `${where}[${i}]`);
};

/** The numbers of nested arrays, in order. */
export const flattenNested = (values: NestedArray): readonly number[] =>
  typeof values === 'number' ? [values] : values.flatMap((value) => flattenNested(value));

/** Writes the numbers of nested arrays into a typed array, in order. */
export const fillNested = (values: NestedArray, data: NumericArray): void => {
  let next = 0;
  const fill = (part: NestedArray): void => {
    if (typeof part === 'number') data[next++] = part;
    else for (const value of part) fill(value);
  };
  fill(values);
};
