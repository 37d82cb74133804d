import {
  ArgumentError,
  add,
  type DType,
  div,
  expandDims,
  foldIn,
  maximum,
  minimum,
  mul,
  ShapeError,
  sub,
  type Tensor,
  tensor,
  where,
} from '@puregrad/tensors';
import { variable } from '../layer.ts';
import { stackedProduct } from '../stacked-product.ts';
import {
  type EndActivation,
  endActivations,
  type NumericEncoding,
  uniformWithin,
} from './numeric-encoding.ts';

export interface PiecewiseLinearSettings {
  readonly edges: readonly (readonly number[])[];
  readonly activation: EndActivation;
  readonly linear: boolean;
}

/** @throws ArgumentError if the edges of a feature are not two rising numbers or more. */
export const requireEdges = (edges: readonly (readonly number[])[]): void => {
  edges.forEach((of, feature) => {
    const rise = of.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > of[i - 1]!));
    if (of.length < 2 || !rise)
      throw new ArgumentError(
        `numericEmbedding: the edges of a feature are two rising numbers or more, got [${of.join(', ')}] for feature ${feature}`,
      );
  });
};

/** The code of numbers, `[batch, features]`, by the bins of their features: `1, …, 1, fraction, 0, …, 0`. */
const codeOf = (x: Tensor, edges: readonly (readonly number[])[], bins: number): Tensor => {
  /** A number for each bin, and another one for those that a feature with fewer bins does not have. */
  const each = (
    of: (edges: readonly number[], bin: number) => number,
    none: number,
    dtype: DType = 'int32',
  ): Tensor =>
    tensor(
      edges.map((own) =>
        Array.from({ length: bins }, (_, bin) => (bin < own.length - 1 ? of(own, bin) : none)),
      ),
      { dtype },
    );
  const start = each((own, bin) => own[bin]!, 0, x.dtype);
  const length = each((own, bin) => own[bin + 1]! - own[bin]!, 1, x.dtype);
  const isFirst = each((_, bin) => (bin === 0 ? 1 : 0), 0);
  const isLast = each((own, bin) => (bin === own.length - 2 ? 1 : 0), 0);
  const isThere = each(() => 1, 0);
  const share = div(sub(expandDims(x, -1), start), length);
  // The outer bins go on linearly.
  const below = where(isLast, share, minimum(share, 1));
  return where(isThere, where(isFirst, below, maximum(below, 0)), 0);
};

/** The code of each number by bins, then a linear layer for each feature, and an activation; beside it, a linear layer. */
export const piecewiseLinear = (
  features: number,
  width: number,
  { edges, activation, linear }: PiecewiseLinearSettings,
): NumericEncoding => {
  if (edges.length !== features)
    throw new ShapeError(
      `numericEmbedding: has edges for ${edges.length} features, the network before it gives ${features}`,
    );
  const bins = edges.reduce((most, { length }) => Math.max(most, length - 1), 0);
  const shapes = { kernel: [features, bins, width], bias: [features, width] };
  const linearInit = uniformWithin(1 / Math.sqrt(bins));
  return {
    config: { edges, activation, linear },
    size: features * (bins + 1) * width,
    init: (key, dtype) => ({
      kernel: linearInit(foldIn(key, 0), shapes.kernel, dtype),
      bias: linearInit(foldIn(key, 1), shapes.bias, dtype),
      ...(linear
        ? { linear: uniformWithin(1 / Math.sqrt(width))(foldIn(key, 2), shapes.bias, dtype) }
        : {}),
    }),
    apply: (params, x) => {
      const product = stackedProduct(
        codeOf(x, edges, bins),
        variable(params, 'kernel', shapes.kernel),
      );
      const y = endActivations[activation](add(product, variable(params, 'bias', shapes.bias)));
      return linear ? add(y, mul(expandDims(x, -1), variable(params, 'linear', shapes.bias))) : y;
    },
  };
};
