import { ArgumentError, isTensor, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/** The shape of one example that is a tensor: a width, or axes, such as height, width and channels. */
export type Axes = number | readonly number[];

/** The shape of one example: a width, axes (`[28, 28, 1]`), or named parts (`{ picture: [28, 28, 1], word: 5 }`). */
export type Shape = Axes | { readonly [part: string]: Shape };

/** What flows through a network where examples have a shape: a tensor with a batch axis in front, or a record of them. */
export type Flow<S extends Shape = Shape> = S extends Axes
  ? Tensor
  : { readonly [K in keyof S]: Flow<S[K] & Shape> };

/**
 * Whether examples of a shape are one tensor, not a record of parts.
 *
 * @example
 * ```ts
 * import { isAxes } from '@puregrad/layers';
 * [isAxes(784), isAxes([28, 28, 1]), isAxes({ word: 5 })]; // => [true, true, false]
 * ```
 */
export const isAxes = (shape: Shape): shape is Axes =>
  typeof shape === 'number' || Array.isArray(shape);

/** The lengths of the axes of an example that is a tensor. */
export const axesOf = (shape: Axes): readonly number[] =>
  typeof shape === 'number' ? [shape] : shape;

/** The length of the last axis: features, or channels of an image. */
export const channelsOf = (shape: Axes): number => axesOf(shape).at(-1)!;

/**
 * The shape of an example as text: `784`, `[28, 28, 1]`, or `{ picture: [28, 28, 1], word: 5 }`.
 *
 * @example
 * ```ts
 * import { showNetworkShape } from '@puregrad/layers';
 * showNetworkShape({ picture: [28, 28, 1], word: 5 }); // => '{ picture: [28, 28, 1], word: 5 }'
 * ```
 */
export const showNetworkShape = (shape: Shape): string => {
  if (typeof shape === 'number') return String(shape);
  if (isAxes(shape)) return showShape(shape);
  checkOptions('showNetworkShape', { shape }, { shape: 'number|array|object' });
  const parts = Object.entries(shape).map(([name, part]) => `${name}: ${showNetworkShape(part)}`);
  return `{ ${parts.join(', ')} }`;
};

/** What a network takes or gives, in words: `784 features`, `examples of shape [28, 28, 1]`. */
export const describeShape = (shape: Shape): string =>
  typeof shape === 'number' ? `${shape} features` : `examples of shape ${showNetworkShape(shape)}`;

/** Whether two shapes are the same, with the same parts in any order. */
export const areSameShapes = (a: Shape, b: Shape): boolean => {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  if (isAxes(a) || isAxes(b))
    return (
      isAxes(a) && isAxes(b) && a.length === b.length && a.every((length, i) => length === b[i])
    );
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && areSameShapes(a[name]!, b[name]!))
  );
};

/** The largest width: the most elements that a tensor can have. */
const MAX_WIDTH = 2 ** 31 - 1;

const requireLength = (operation: string, what: string, length: number): void => {
  if (!Number.isInteger(length) || length < 1 || length > MAX_WIDTH)
    throw new ArgumentError(
      `${operation}: ${what} is an integer from 1 to ${MAX_WIDTH}, got ${length}`,
    );
};

/** @throws ArgumentError for a length that is not an integer from 1 to 2³¹ - 1, and for a record without parts. */
export const requireShape = (operation: string, shape: Shape): void => {
  if (typeof shape === 'number') {
    requireLength(operation, 'a width', shape);
    return;
  }
  if (isAxes(shape)) {
    for (const length of shape) requireLength(operation, 'the length of an axis', length);
    if (shape.length === 0)
      throw new ArgumentError(`${operation}: a shape has at least one axis, got []`);
    requireLength(operation, 'the size of an example', sizeOfAxes(shape));
    return;
  }
  if (typeof shape !== 'object' || shape === null || isTensor(shape))
    throw new ArgumentError(
      `${operation}: a shape is a width, a list of axes, or a record of shapes, got ${String(shape)}`,
    );
  const parts = Object.entries(shape);
  if (parts.length === 0)
    throw new ArgumentError(`${operation}: a shape of named parts has at least one, got {}`);
  for (const [, part] of parts) requireShape(operation, part);
};

/** The number of elements of an example. */
export const sizeOfAxes = (shape: Axes): number =>
  axesOf(shape).reduce((size, length) => size * length, 1);

/** The width, of a layer that takes a vector of features. */
export const requireWidth = (kind: string, shape: Shape): number => {
  if (typeof shape === 'number') return shape;
  throw new ShapeError(
    `${kind}: takes a vector of features, the network before it gives ${describeShape(shape)}; ${isAxes(shape) ? 'put flatten() before it' : 'join its parts with concat(), or use it within parallel(…)'}`,
  );
};

/**
 * A batch of vectors, `[batch, width]`, of a layer that gives more axes: unlike others, it cannot take a vector alone,
 * or axes between the batch and the features.
 */
export const requireRows = (kind: string, x: Tensor): Tensor => {
  if (x.rank === 2) return x;
  throw new ShapeError(
    `${kind}: takes a batch of vectors, [batch, ${x.shape.at(-1)}], got ${showShape(x.shape)}; use reshape`,
  );
};

/** The axes, of a layer that takes one tensor. */
export const requireAxes = (kind: string, shape: Shape): Axes => {
  if (isAxes(shape)) return shape;
  throw new ShapeError(
    `${kind}: takes one tensor, the network before it gives ${describeShape(shape)}; use it within parallel(…) or each(…), or join the parts with concat()`,
  );
};

/** The named parts, of a layer that takes a record. */
export const requireParts = (kind: string, shape: Shape): { readonly [part: string]: Shape } => {
  if (!isAxes(shape)) return shape;
  throw new ShapeError(
    `${kind}: takes named parts, the network before it gives ${describeShape(shape)}; make parts of it with fork({ … })`,
  );
};

/** The shapes of what flows, for messages. */
export const showFlow = (flow: unknown): string => {
  if (isTensor(flow)) return showShape(flow.shape);
  if (typeof flow !== 'object' || flow === null) return String(flow);
  const parts = Object.entries(flow).map(([name, part]) => `${name}: ${showFlow(part)}`);
  return `{ ${parts.join(', ')} }`;
};

/** The shape of a batch of so many examples, for messages. */
const showBatch = (shape: Shape, examples: number | undefined): string => {
  if (isAxes(shape)) return `[${[examples ?? 'batch', ...axesOf(shape)].join(', ')}]`;
  const parts = Object.entries(shape).map(
    ([name, part]) => `${name}: ${showBatch(part, examples)}`,
  );
  return `{ ${parts.join(', ')} }`;
};

/** The tensors of what flows, in the order of its shape's parts; undefined for one of another form. */
export const tensorsOf = (shape: Shape, flow: unknown): readonly Tensor[] | undefined => {
  if (isAxes(shape)) return isTensor(flow) ? [flow] : undefined;
  if (typeof flow !== 'object' || flow === null || isTensor(flow)) return undefined;
  const parts = flow as Readonly<Record<string, unknown>>;
  const names = Object.keys(shape);
  if (names.length !== Object.keys(parts).length) return undefined;
  const all: Tensor[] = [];
  for (const name of names) {
    const found = Object.hasOwn(parts, name) ? tensorsOf(shape[name]!, parts[name]) : undefined;
    if (found === undefined) return undefined;
    for (const tensor of found) all.push(tensor);
  }
  return all;
};

/** The axes of each tensor of a shape. */
const allAxes = (shape: Shape): readonly Axes[] =>
  isAxes(shape) ? [shape] : Object.values(shape).flatMap(allAxes);

/**
 * The number of examples: undefined if a vector stands alone, without a batch. A vector may have more axes between the
 * batch and its features.
 */
export const examplesOf = (shape: Shape, flow: Flow): number | undefined => {
  const [first] = tensorsOf(shape, flow) ?? [];
  return first !== undefined && first.rank > 1 ? first.shape[0] : undefined;
};

const fits = (axes: Axes, { shape }: Tensor, examples: number | undefined): boolean => {
  const isBatch = examples === undefined || shape[0] === examples;
  if (typeof axes === 'number') return shape.at(-1) === axes && isBatch;
  return (
    shape.length === axes.length + 1 &&
    isBatch &&
    axes.every((length, axis) => shape[axis + 1] === length)
  );
};

/**
 * @param what What must have the shape, with its verb: `its input must have shape`.
 * @throws ShapeError if what flows does not have the shape, with a row for each example.
 */
export const requireFlow = (
  what: string,
  shape: Shape,
  flow: Flow,
  { examples, why = '' }: { readonly examples?: number | undefined; readonly why?: string } = {},
): void => {
  const tensors = tensorsOf(shape, flow);
  const axes = allAxes(shape);
  const count = examples ?? (tensors && tensors.length > 1 ? tensors[0]!.shape[0] : undefined);
  if (!tensors?.every((tensor, i) => fits(axes[i]!, tensor, count)))
    throw new ShapeError(`${what} ${showBatch(shape, examples)}${why}, got ${showFlow(flow)}`);
};
