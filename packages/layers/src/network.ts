import { ArgumentError, ShapeError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Layer } from './layer.ts';

/**
 * A feedforward network as a value: an arrow from vectors of width `In` to vectors of width `Out`.
 * It holds no parameters; `initialize` makes them and `apply` takes them.
 *
 * Networks form a category (`networkCategory`): `compose` is associative and `input(n)` is its identity. If widths
 * are literals, a mismatch is a compile-time error.
 */
export interface Network<In extends number = number, Out extends number = number> {
  readonly inputWidth: In;
  readonly outputWidth: Out;
  readonly layers: readonly Layer[];
}

/** A stage of a pipe: it appends layers, and the resulting network has `Out` outputs. */
export type Stage<Out extends number> = <In extends number, Mid extends number>(
  network: Network<In, Mid>,
) => Network<In, Out>;

/** A stage whose output has the shape of its input. */
export type SameShape = <In extends number, Out extends number>(
  network: Network<In, Out>,
) => Network<In, Out>;

/** The largest width: the most elements that a tensor can have. */
const MAX_WIDTH = 2 ** 31 - 1;

const requireWidth = (operation: string, width: number): void => {
  if (!Number.isInteger(width) || width < 1 || width > MAX_WIDTH)
    throw new ArgumentError(
      `${operation}: a width is an integer from 1 to ${MAX_WIDTH}, got ${width}`,
    );
};

/**
 * The network that returns its input, of `width` features. Every pipe starts with it.
 *
 * @throws ArgumentError if the width is not an integer from 1 to 2³¹ - 1.
 * @example
 * ```ts
 * import { dense, input, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(input(784), dense(128), relu(), dense(10));
 * network.layers.length; // => 3
 * ```
 */
export const input = <const Width extends number>(width: Width): Network<Width, Width> => {
  checkOptions('input', { width }, { width: 'number' });
  requireWidth('input', width);
  return { inputWidth: width, outputWidth: width, layers: [] };
};

/** Checks the layer that the caller's function made. */
const requireLayer = <L extends Omit<Layer, 'inputWidth' | 'outputWidth'>>(
  operation: string,
  made: L,
): L => {
  checkOptions(operation, { layer: made }, { layer: '{kind,config,init,apply}' });
  const { kind, name, config, init, apply, penalty } = made;
  checkOptions(
    operation,
    { kind, name, config, init, apply, penalty },
    {
      kind: 'string',
      name: 'string?',
      config: 'object',
      init: 'function',
      apply: 'function',
      penalty: 'function?',
    },
  );
  return made;
};

/**
 * Makes a stage of a pipe from a function that makes a layer for a given input width.
 *
 * @throws ArgumentError if a width is not an integer from 1 to 2³¹ - 1; ShapeError if the layer's input width differs
 * from the output width of the network before it.
 * @example
 * ```ts
 * import { layer, noVariables } from '@puregrad/layers';
 * import { mul } from '@puregrad/tensors';
 * const double = () =>
 *   layer((width) => ({
 *     kind: 'double', inputWidth: width, outputWidth: width, config: {},
 *     init: () => noVariables,
 *     apply: ({ state }, x) => [mul(x, 2), state],
 *   }));
 * ```
 */
export const layer: <const Out extends number>(
  make: (inputWidth: number) => Layer & { readonly outputWidth: Out },
) => Stage<Out> = <Out extends number>(
  make: (inputWidth: number) => Layer & { readonly outputWidth: Out },
) => {
  checkOptions('layer', { make }, { make: 'function' });
  return <In extends number, Mid extends number>(network: Network<In, Mid>): Network<In, Out> => {
    const made = requireLayer('layer', make(network.outputWidth));
    requireWidth(made.kind, made.outputWidth);
    if (made.inputWidth !== network.outputWidth)
      throw new ShapeError(
        `${made.kind}: takes ${made.inputWidth} features, the network before it gives ${network.outputWidth}`,
      );
    return {
      inputWidth: network.inputWidth,
      outputWidth: made.outputWidth,
      layers: [...network.layers, made],
    };
  };
};

/**
 * Makes a stage from a function that makes a layer whose output is as wide as its input.
 *
 * @example
 * ```ts
 * import { apply, input, noVariables, sameWidthLayer } from '@puregrad/layers';
 * import { mul, pipe, tensor } from '@puregrad/tensors';
 * const double = () =>
 *   sameWidthLayer(() => ({
 *     kind: 'double',
 *     config: {},
 *     init: () => noVariables,
 *     apply: ({ state }, x) => [mul(x, 2), state],
 *   }));
 * apply(pipe(input(1), double()))({}, {}, tensor([[3]]))[0].toArray(); // => [[6]]
 * ```
 */
export const sameWidthLayer = (
  make: (width: number) => Omit<Layer, 'inputWidth' | 'outputWidth'>,
): SameShape => {
  checkOptions('sameWidthLayer', { make }, { make: 'function' });
  return <In extends number, Out extends number>(network: Network<In, Out>): Network<In, Out> => {
    const width = network.outputWidth;
    const made = requireLayer('sameWidthLayer', make(width));
    return {
      ...network,
      layers: [...network.layers, { ...made, inputWidth: width, outputWidth: width }],
    };
  };
};

/**
 * First `first`, then `second`.
 *
 * @throws ShapeError if the widths between them differ. Types allow this only if a width is `number`.
 * @example
 * ```ts
 * import { compose, dense, input } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const encoder = pipe(input(784), dense(30));
 * compose(encoder, pipe(input(30), dense(10))).layers.length; // => 2
 * ```
 */
export const compose = <In extends number, Mid extends number, Out extends number>(
  first: Network<In, Mid>,
  second: Network<NoInfer<Mid>, Out>,
): Network<In, Out> => {
  checkOptions('compose', { first, second }, { first: '{layers}', second: '{layers}' });
  if ((first.outputWidth as number) !== second.inputWidth)
    throw new ShapeError(
      `compose: the first network gives ${first.outputWidth} features, the second takes ${second.inputWidth}`,
    );
  return {
    inputWidth: first.inputWidth,
    outputWidth: second.outputWidth,
    layers: [...first.layers, ...second.layers],
  };
};

/**
 * The category of networks: its objects are widths, its arrows are networks. `id(width)` is the identity, and `compose`
 * takes the network that is applied first as its first argument. fp-ts' `Category` does not fit, as its `id` has no
 * argument for the width.
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
 * pipe(input(784), dense(30), relu(), andThen(classifier)).outputWidth; // => 10
 * ```
 */
export const andThen = <Mid extends number, Out extends number>(
  second: Network<Mid, Out>,
): (<In extends number>(first: Network<In, Mid>) => Network<In, Out>) => {
  checkOptions('andThen', { second }, { second: '{layers}' });
  return (first) => compose(first, second);
};

/**
 * The layers' names in order. A layer without a name is called by its kind and count (`dense1`, `relu1`, `dense2`).
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
