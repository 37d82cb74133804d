import { ArgumentError, ShapeError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Layer, Network } from './layer.ts';

import {
  type Axes,
  areSameShapes,
  describeShape,
  requireAxes,
  requireShape,
  type Shape,
} from './shape.ts';

export type { Network } from './layer.ts';

/** A stage of a pipe: it appends layers to a network whose output has the shape `Mid`; the result gives `Out`. */
export type Stage<Mid extends Shape, Out extends Shape> = <In extends Shape>(
  network: Network<In, Mid>,
) => Network<In, Out>;

/** A stage whose output has the shape of its input: one tensor, of any shape. */
export type SameShape = <In extends Shape, S extends Axes>(
  network: Network<In, S>,
) => Network<In, S>;

/** A network within a layer, as a function of its start, `input(shape)`: a stage, or a pipe of stages. */
export type Body<S extends Shape, Out extends Shape> = (start: Network<S, S>) => Network<S, Out>;

/**
 * The network that returns its input: a width, axes, or named parts. Every pipe starts with it.
 *
 * @throws ArgumentError if a length is not an integer from 1 to 2³¹ - 1, or if there are no parts.
 * @example
 * ```ts
 * import { concat, dense, flatten, input, parallel, relu } from '@puregrad/layers';
 * import { flow, pipe } from '@puregrad/tensors';
 * const network = pipe(input(784), dense(128), relu(), dense(10));
 * network.layers.length; // => 3
 * const ofTwo = pipe(
 *   input({ picture: [28, 28, 1], age: 1 }),
 *   parallel({ picture: flow(flatten(), dense(32)), age: dense(4) }),
 *   concat(),
 *   dense(2),
 * );
 * ofTwo.output; // => 2
 * ```
 */
export const input = <const S extends Shape>(shape: S): Network<S, S> => {
  checkOptions('input', { shape }, { shape: 'number|array|object' });
  requireShape('input', shape);
  return { input: shape, output: shape, layers: [] };
};

/** A layer as a function of its input's shape makes it. */
export type NewLayer<In extends Shape = Shape, Out extends Shape = Shape> = Omit<
  Layer<In, Out>,
  'input' | 'parts'
> &
  Partial<Pick<Layer, 'parts'>>;

/** Checks the layer that the caller's function made. */
const requireLayer = <L extends Omit<NewLayer, 'output' | 'apply'>>(
  operation: string,
  made: L,
): L => {
  checkOptions(operation, { layer: made }, { layer: '{kind,config,init,apply}' });
  const { kind, name, config, parts, init, penalty } = made;
  const { apply } = made as unknown as NewLayer;
  checkOptions(
    operation,
    { kind, name, config, parts, init, apply, penalty },
    {
      kind: 'string',
      name: 'string?',
      config: 'object',
      parts: 'object?',
      init: 'function',
      apply: 'function',
      penalty: 'function?',
    },
  );
  return made;
};

const append = <In extends Shape, Out extends Shape>(
  network: Network<In>,
  made: object,
  output: Out,
): Network<In, Out> => ({
  input: network.input,
  output,
  layers: [...network.layers, { parts: {}, ...made, input: network.output, output } as Layer],
});

/**
 * Makes a stage of a pipe from a function that makes a layer for a given shape of its input.
 *
 * @throws ArgumentError if the layer is not one, or its output's shape is not a shape.
 * @example
 * ```ts
 * import { apply, input, layer, noVariables } from '@puregrad/layers';
 * import { concat, neg, pipe, tensor } from '@puregrad/tensors';
 * const withNegative = () =>
 *   layer((width: number) => ({
 *     kind: 'withNegative',
 *     output: 2 * width,
 *     config: {},
 *     init: () => noVariables,
 *     apply: ({ state }, x) => [concat([x, neg(x)], { axis: -1 }), state],
 *   }));
 * apply(pipe(input(1), withNegative()))({}, {}, tensor([[3]]))[0].toArray(); // => [[3, -3]]
 * ```
 */
export const layer = <Mid extends Shape, const Out extends Shape>(
  make: (input: Mid) => NewLayer<Mid, Out>,
): Stage<Mid, Out> => {
  checkOptions('layer', { make }, { make: 'function' });
  return (network) => {
    const made = requireLayer('layer', make(network.output));
    requireShape(made.kind, made.output);
    return append(network, made, made.output);
  };
};

/**
 * Makes a stage from a function that makes a layer whose output has the shape of its input, a width or axes.
 *
 * @throws ArgumentError if the layer is not one; ShapeError if the network before it gives named parts.
 * @example
 * ```ts
 * import { apply, input, noVariables, sameShapeLayer } from '@puregrad/layers';
 * import { mul, pipe, tensor } from '@puregrad/tensors';
 * const double = () =>
 *   sameShapeLayer(() => ({
 *     kind: 'double',
 *     config: {},
 *     init: () => noVariables,
 *     apply: ({ state }, x) => [mul(x, 2), state],
 *   }));
 * apply(pipe(input(1), double()))({}, {}, tensor([[3]]))[0].toArray(); // => [[6]]
 * ```
 */
export const sameShapeLayer = (
  make: (shape: Axes) => Omit<NewLayer<Axes, Axes>, 'output'>,
): SameShape => {
  checkOptions('sameShapeLayer', { make }, { make: 'function' });
  return (network) => {
    // The shape is known after the layer is made, whose kind names it in the error.
    const made = requireLayer('sameShapeLayer', make(network.output));
    requireAxes(made.kind, network.output);
    return append(network, made, network.output);
  };
};

/** The network that a body makes of inputs of a shape. */
export const bodyOf = <S extends Shape, Out extends Shape>(
  operation: string,
  body: Body<S, Out>,
  shape: S,
): Network<S, Out> => {
  const made = body({ input: shape, output: shape, layers: [] });
  checkOptions(operation, { body: made }, { body: '{input,output,layers}' });
  if (!areSameShapes(made.input, shape))
    throw new ShapeError(
      `${operation}: its body takes ${describeShape(made.input)}, the network before it gives ${describeShape(shape)}`,
    );
  return made;
};

/**
 * First `first`, then `second`.
 *
 * @throws ShapeError if the shapes between them differ. Types allow this only if they are not literals.
 * @example
 * ```ts
 * import { compose, dense, input } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const encoder = pipe(input(784), dense(30));
 * compose(encoder, pipe(input(30), dense(10))).layers.length; // => 2
 * ```
 */
export const compose = <In extends Shape, Mid extends Shape, Out extends Shape>(
  first: Network<In, Mid>,
  second: Network<NoInfer<Mid>, Out>,
): Network<In, Out> => {
  checkOptions('compose', { first, second }, { first: '{layers}', second: '{layers}' });
  if (!areSameShapes(first.output, second.input))
    throw new ShapeError(
      `compose: the first network gives ${describeShape(first.output)}, the second takes ${describeShape(second.input)}`,
    );
  return {
    input: first.input,
    output: second.output,
    layers: [...first.layers, ...second.layers],
  };
};

/**
 * The category of networks: its objects are shapes, its arrows are networks. `id(shape)` is the identity, and `compose`
 * takes the network that is applied first as its first argument. fp-ts' `Category` does not fit, as its `id` has no
 * argument for the shape.
 *
 * @example
 * ```ts
 * import { dense, input, networkCategory } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const { compose, id } = networkCategory;
 * compose(pipe(input(2), dense(3)), id(3)).layers.length; // => 1
 * ```
 */
export const networkCategory: { readonly id: typeof input; readonly compose: typeof compose } = {
  id: input,
  compose,
};

/**
 * `compose` as a stage of a pipe: `pipe(encoder, andThen(classifier))`.
 *
 * @example
 * ```ts
 * import { andThen, dense, input, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const classifier = pipe(input(30), dense(10));
 * pipe(input(784), dense(30), relu(), andThen(classifier)).output; // => 10
 * ```
 */
export const andThen = <Mid extends Shape, Out extends Shape>(
  second: Network<Mid, Out>,
): Stage<Mid, Out> => {
  checkOptions('andThen', { second }, { second: '{layers}' });
  return (first) => compose(first, second);
};

/**
 * The names of a chain's layers in order. A layer without a name is called by its kind and count (`dense1`, `relu1`, `dense2`).
 *
 * @throws ArgumentError if two layers have the same name.
 * @example
 * ```ts
 * import { dense, input, layerNames, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * layerNames(pipe(input(2), dense(3), relu(), dense(1, { name: 'out' })));
 * // => ['dense1', 'relu1', 'out']
 * ```
 */
export const layerNames = (network: Network): readonly string[] => {
  checkOptions('layerNames', { network }, { network: '{layers}' });
  const counts = new Map<string, number>();
  const names = network.layers.map(({ kind, name }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return name ?? `${kind}${count}`;
  });
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined)
    throw new ArgumentError(`two layers are called '${twice}'; give one of them another name`);
  return names;
};
