import {
  apply,
  input,
  type NumericEmbeddingOptions,
  numericEmbedding,
  type Variables,
} from '@puregrad/layers';
import { pipe } from '@puregrad/tensors';
import { type Check, isUnsupported, type Unsupported, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import type { GoldenCase } from '../format.ts';
import { arrayAt, booleanAt, type NamedTensors, stringAt, tensorsOf } from '../read.ts';
import { unknownSetting } from '../settings.ts';
import { unknownActivation } from './blocks/block.ts';
import { valueAndPull } from './value-and-pull.ts';

/** The rows of a matrix as plain numbers. */
const rowsOf = (inputs: GoldenCase['inputs'], name: string): readonly (readonly number[])[] => {
  const { shape, data } = arrayAt(inputs, name);
  const [rows = 0, columns = 0] = shape;
  return Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns));
};

/** The encoding that a case is about. */
const encodingOf = ({ config, inputs }: GoldenCase): NumericEmbeddingOptions | Unsupported => {
  const kind = stringAt(config, 'kind');
  const known = (...settings: readonly string[]): Unsupported | undefined => {
    const setting = unknownSetting(config, ['kind', ...settings]);
    const { activation, ...others } = config;
    if (setting !== undefined) return unsupported(`setting '${setting}' of ${kind}`);
    return unknownActivation(activation === 'none' ? others : config);
  };
  const activation = config.activation as 'none';
  switch (kind) {
    case 'periodicEmbedding': {
      const frequencies = arrayAt(inputs, 'frequencies').shape.at(-1)!;
      const sharedLinear = booleanAt(config, 'sharedLinear', false);
      const options = { encoding: 'periodic', frequencies, activation, sharedLinear } as const;
      return known('sharedLinear') ?? options;
    }
    case 'pbldEmbedding': {
      const frequencies = arrayAt(inputs, 'frequencies').shape.at(-1)!;
      return known('frequencies', 'width') ?? { encoding: 'phased', frequencies };
    }
    case 'piecewiseLinearEmbedding': {
      const linear = booleanAt(config, 'linear', false);
      const edges = rowsOf(inputs, 'edges');
      return known('linear') ?? { encoding: 'piecewiseLinear', edges, activation, linear };
    }
    default:
      return unsupported(`'${kind}' of tables`);
  }
};

/** Numeric embeddings, forward and backward; what else is of tables is not known here. */
export const tabular: Check = async (golden, conditions) => {
  const { inputs, expected } = golden;
  const options = encodingOf(golden);
  if (isUnsupported(options)) return options;
  const [, features, width] = arrayAt(inputs, 'cotangent').shape as [number, number, number];
  const network = pipe(input(features), numericEmbedding(width, { ...options, name: 'layer' }));
  const { edges: _, ...given } = inputs;
  const { cotangent, ...at } = tensorsOf(given, conditions.dtype);
  const derive = conditions.run(
    valueAndPull(
      ({ x, ...layer }: NamedTensors) => apply(network)({ layer } as Variables, {}, x!)[0],
    ),
  );
  const [y, gradients] = await derive(at, cotangent!);
  return compare(expected, { y, gradients }, conditions);
};
