import {
  type FloatDType,
  full,
  type Key,
  normal,
  type Shape,
  type Tensor,
  truncatedNormal,
  uniform,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';

/**
 * Draws a weight tensor from a key; kernels have shape `[fanIn, fanOut]`, and those of convolutions
 * `[height, width, channels in, channels out]`, whose fans count each pixel of the window.
 */
export type Initializer = (key: Key, shape: Shape, dtype: FloatDType) => Tensor;

/** The number that weights are scaled by: the inputs of a unit, its outputs, or the mean of both. */
export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg';
/** The distribution of weights. A truncated normal ends at two standard deviations. */
export type InitDistribution = 'normal' | 'truncatedNormal' | 'uniform';

export interface VarianceScalingOptions {
  /** 1 by default. */
  readonly scale?: number;
  /** `fanIn` by default. */
  readonly mode?: FanMode;
  /** `normal` by default; a truncated normal is widened to have the stated variance. */
  readonly distribution?: InitDistribution;
}

/** The deviation of a standard normal cut at ±2. */
const TRUNCATED_STD = 0.87962566103423978;

const fansOf = (shape: Shape): readonly [number, number] => {
  const [fanIn, fanOut] = shape.slice(-2);
  const area = shape.length === 4 ? shape[0]! * shape[1]! : 1;
  return [area * (fanIn ?? 1), area * (fanOut ?? fanIn ?? 1)];
};

/**
 * Weights of variance `scale / n`, where n is the fan in, the fan out or their mean.
 *
 * Source: He et al., *Delving deep into rectifiers* (ICCV 2015), generalised as in TensorFlow's
 * `variance_scaling_initializer`, whose own default of scale 1, fan in is LeCun's, not He's.
 *
 * @throws ArgumentError if the scale is not above 0.
 * @example
 * ```ts
 * import { varianceScaling } from '@puregrad/layers';
 * import { key } from '@puregrad/tensors';
 * const wide = varianceScaling({ scale: 3, mode: 'fanIn', distribution: 'uniform' });
 * wide(key(1), [100, 10], 'float32').shape; // => [100, 10]
 * ```
 */
export const varianceScaling = (options: VarianceScalingOptions = {}): Initializer => {
  const {
    scale = 1,
    mode = 'fanIn',
    distribution = 'normal',
  } = checkOptions('varianceScaling', options, {
    scale: 'number?',
    mode: "'fanIn'|'fanOut'|'fanAvg'?",
    distribution: "'normal'|'truncatedNormal'|'uniform'?",
  });
  requireNumber('varianceScaling', { scale }, '(0, ∞)');
  return (key, shape, dtype) => {
    checkOptions('varianceScaling', { shape }, { shape: 'number[]' });
    const [fanIn, fanOut] = fansOf(shape);
    const n = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
    const std = Math.sqrt(scale / n);
    switch (distribution) {
      case 'normal':
        return normal(key, shape, { std, dtype });
      case 'truncatedNormal':
        return truncatedNormal(key, shape, { std: std / TRUNCATED_STD, dtype });
      case 'uniform': {
        const edge = Math.sqrt(3) * std;
        return uniform(key, shape, { min: -edge, max: edge, dtype });
      }
    }
  };
};

/**
 * Variance `2 / (fanIn + fanOut)`, for sigmoid and tanh (Glorot & Bengio, AISTATS 2010).
 *
 * @example
 * ```ts
 * import { dense, glorotNormal } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: glorotNormal, activation: 'tanh' });
 * ```
 */
export const glorotNormal: Initializer = varianceScaling({ mode: 'fanAvg' });

/**
 * As `glorotNormal`, uniform on ±√(6 / (fanIn + fanOut)).
 *
 * @example
 * ```ts
 * import { dense, glorotUniform } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: glorotUniform, activation: 'tanh' });
 * ```
 */
export const glorotUniform: Initializer = varianceScaling({
  mode: 'fanAvg',
  distribution: 'uniform',
});

/**
 * Variance `2 / fanIn`, for ReLU and its kin (He et al., ICCV 2015).
 *
 * @example
 * ```ts
 * import { dense, heNormal } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: heNormal, activation: 'relu' });
 * ```
 */
export const heNormal: Initializer = varianceScaling({ scale: 2 });

/**
 * As `heNormal`, uniform on ±√(6 / fanIn).
 *
 * @example
 * ```ts
 * import { dense, heUniform } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: heUniform, activation: 'relu' });
 * ```
 */
export const heUniform: Initializer = varianceScaling({ scale: 2, distribution: 'uniform' });

/**
 * As `glorotNormal`, cut at two deviations and widened to the same variance.
 *
 * @example
 * ```ts
 * import { dense, glorotTruncatedNormal } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: glorotTruncatedNormal, activation: 'tanh' });
 * ```
 */
export const glorotTruncatedNormal: Initializer = varianceScaling({
  mode: 'fanAvg',
  distribution: 'truncatedNormal',
});

/**
 * As `heNormal`, cut at two deviations and widened to the same variance.
 *
 * @example
 * ```ts
 * import { dense, heTruncatedNormal } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: heTruncatedNormal, activation: 'relu' });
 * ```
 */
export const heTruncatedNormal: Initializer = varianceScaling({
  scale: 2,
  distribution: 'truncatedNormal',
});

/**
 * The lecture's `σ = √(2 / (fanIn + fanOut))` for sigmoid and tanh: `glorotNormal` by another name.
 *
 * Source: Glorot & Bengio (AISTATS 2010).
 *
 * @example
 * ```ts
 * import { dense, xavierForSigmoid } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: xavierForSigmoid, activation: 'sigmoid' });
 * ```
 */
export const xavierForSigmoid: Initializer = glorotNormal;

/**
 * The lecture's `σ = √2 · √(2 / (fanIn + fanOut))` for ReLU: `varianceScaling({ scale: 2, mode:
 * 'fanAvg' })`, and so `heNormal` where fan in and fan out are equal. Elsewhere He's keeps the
 * variance of what goes forward, which this one only does on average over the two directions.
 *
 * @example
 * ```ts
 * import { dense, xavierForRelu } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: xavierForRelu, activation: 'relu' });
 * ```
 */
export const xavierForRelu: Initializer = varianceScaling({ scale: 2, mode: 'fanAvg' });

/**
 * Variance `1 / fanIn`, for SELU (LeCun et al., *Efficient BackProp*, 1998).
 *
 * @example
 * ```ts
 * import { dense, lecunNormal } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: lecunNormal, activation: 'selu' });
 * ```
 */
export const lecunNormal: Initializer = varianceScaling();

/**
 * As `lecunNormal`, uniform on ±√(3 / fanIn).
 *
 * @example
 * ```ts
 * import { dense, lecunUniform } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: lecunUniform, activation: 'selu' });
 * ```
 */
export const lecunUniform: Initializer = varianceScaling({ distribution: 'uniform' });

/**
 * As `lecunNormal`, cut at two deviations and widened to the same variance. TensorFlow 1's
 * `variance_scaling_initializer()` has these defaults (without the widening in older versions),
 * whatever name is given to its result.
 *
 * @example
 * ```ts
 * import { dense, lecunTruncatedNormal } from '@puregrad/layers';
 * const layer = dense(300, { kernelInit: lecunTruncatedNormal, activation: 'selu' });
 * ```
 */
export const lecunTruncatedNormal: Initializer = varianceScaling({
  distribution: 'truncatedNormal',
});

/**
 * The same number everywhere: for biases; constant kernels leave all units alike for ever.
 *
 * @example
 * ```ts
 * import { constant } from '@puregrad/layers';
 * import { key } from '@puregrad/tensors';
 * constant(0.5)(key(1), [2], 'float32').toArray(); // => [0.5, 0.5]
 * ```
 */
export const constant = (value: number): Initializer => {
  checkOptions('constant', { value }, { value: 'number' });
  return (_key, shape, dtype) => full(shape, value, { dtype });
};
