import {
  type Initializer,
  type VarianceScalingOptions,
  varianceScaling,
  xavierForRelu,
  xavierForSigmoid,
} from '@puregrad/layers';
import { type InitializerName, initializersByName } from '@puregrad/layers/names';
import { foldIn, type Key, key, type Shape, scalar, sizeOf, type Tensor } from '@puregrad/tensors';
import {
  type Check,
  type Conditions,
  isUnsupported,
  type Unsupported,
  unsupported,
} from '../check.ts';
import type { Mismatch } from '../compare.ts';
import type { GoldenRecord } from '../format.ts';
import { arrayAt, numberAt, recordAt, stringAt } from '../read.ts';

/** At least as many samples are drawn, in as many kernels as that takes. */
const SAMPLES = 50_000;
const STANDARD_ERRORS = 5;
const SEED = 2018;

/** The initializer that a case asks for: by its own name where it has one. */
const initializerOf = (config: GoldenRecord): Initializer | Unsupported => {
  const name = stringAt(config, 'initializer');
  const distribution = stringAt(config, 'distribution') as NonNullable<
    VarianceScalingOptions['distribution']
  >;
  if (!['normal', 'truncatedNormal', 'uniform'].includes(distribution))
    return unsupported(`distribution '${distribution}'`);
  switch (name) {
    case 'glorot':
    case 'he':
    case 'heFanOut':
    case 'lecun':
    case 'varianceScaling': {
      const slope = numberAt(config, 'negativeSlope', 0);
      const alias = `${name}${distribution[0]!.toUpperCase()}${distribution.slice(1)}`;
      if (slope === 0 && Object.hasOwn(initializersByName, alias))
        return initializersByName[alias as InitializerName];
      const mode = stringAt(config, 'mode') as NonNullable<VarianceScalingOptions['mode']>;
      if (!['fanIn', 'fanOut', 'fanAvg'].includes(mode)) return unsupported(`fan mode '${mode}'`);
      const scale = numberAt(config, 'scale', 2 / (1 + slope * slope));
      return varianceScaling({ scale, mode, distribution });
    }
    case 'lecture': {
      const activation = stringAt(config, 'activation');
      const scale = { sigmoid: 1, tanh: 1, relu: 2 }[activation];
      if (distribution === 'normal' && scale !== undefined)
        return scale === 1 ? xavierForSigmoid : xavierForRelu;
      return scale === undefined
        ? unsupported(`the lecture's initialization for '${activation}'`)
        : varianceScaling({ scale, mode: 'fanAvg', distribution });
    }
    default:
      return unsupported(`initializer '${name}'`);
  }
};

/** A number with how far it may be off. */
interface Estimate {
  readonly path: string;
  readonly expected: number;
  readonly actual: number;
  readonly standardError: number;
}

/**
 * Moments, bounds and quantiles of many samples: each within five standard errors of theory, nothing
 * outside the bounds (but for rounding, which the file's tolerance covers). The key is fixed, so a
 * run that passes always passes.
 */
export const init: Check = async ({ config, expected }, conditions) => {
  const initializer = initializerOf(config);
  if (isUnsupported(initializer)) return initializer;
  const shape = [numberAt(config, 'fanIn'), numberAt(config, 'fanOut')];
  const samples = await draw(initializer, shape, conditions);
  const n = samples.length;
  const mean = samples.reduce((sum, x) => sum + x, 0) / n;
  const std = Math.sqrt(samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
  const theory = {
    mean: numberAt(expected, 'mean'),
    std: numberAt(expected, 'std'),
    kurtosis: numberAt(expected, 'kurtosis'),
  };
  const quantiles = recordAt(expected, 'quantiles');
  const points = arrayAt(quantiles, 'x').data;
  const estimates: readonly Estimate[] = [
    {
      path: 'mean',
      expected: theory.mean,
      actual: mean,
      standardError: theory.std / Math.sqrt(n),
    },
    {
      path: 'std',
      expected: theory.std,
      actual: std,
      standardError: theory.std * Math.sqrt((theory.kurtosis - 1) / (4 * n)),
    },
    ...arrayAt(quantiles, 'p').data.map((p, i) => ({
      path: `share of samples below ${points[i]}`,
      expected: p,
      actual: shareBelow(samples, points[i]!),
      standardError: Math.sqrt((p * (1 - p)) / n),
    })),
  ];
  return [...estimates.flatMap(far), ...outside(samples, expected, conditions.tolerance)];
};

/** Enough kernels for `SAMPLES` numbers, each under its own key; sorted. */
const draw = async (
  initializer: Initializer,
  shape: Shape,
  { dtype, run }: Conditions,
): Promise<Float64Array> => {
  const kernel = run((k: Key, i: Tensor) => initializer(foldIn(k, i), shape, dtype));
  const size = sizeOf(shape);
  const samples = new Float64Array(Math.ceil(SAMPLES / size) * size);
  for (let i = 0; i * size < samples.length; i++) {
    const { data } = await kernel(key(SEED), scalar(i, { dtype: 'int32' }));
    samples.set(Array.from(data), i * size);
  }
  return samples.sort();
};

const far = ({ path, expected, actual, standardError }: Estimate): readonly Mismatch[] =>
  Math.abs(actual - expected) <= STANDARD_ERRORS * standardError
    ? []
    : [
        {
          path,
          problem: `is more than ${STANDARD_ERRORS} standard errors (${standardError}) off`,
          worst: { index: 0, expected, actual },
        },
      ];

const outside = (
  sorted: Float64Array,
  expected: GoldenRecord,
  { rtol, atol }: { readonly rtol: number; readonly atol: number },
): readonly Mismatch[] => {
  const bounds = [
    { path: 'low', bound: expected.low, actual: sorted[0]!, sign: -1 },
    { path: 'high', bound: expected.high, actual: sorted.at(-1)!, sign: 1 },
  ];
  return bounds.flatMap(({ path, bound, actual, sign }) =>
    typeof bound !== 'number' || sign * (actual - bound) <= atol + rtol * Math.abs(bound)
      ? []
      : [
          {
            path,
            problem: 'is passed by a sample',
            worst: { index: 0, expected: bound, actual },
          },
        ],
  );
};

const shareBelow = (sorted: Float64Array, x: number): number => {
  const first = sorted.findIndex((sample) => sample > x);
  return (first === -1 ? sorted.length : first) / sorted.length;
};
