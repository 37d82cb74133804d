import {
  ArgumentError,
  DTypeError,
  greaterEqual,
  less,
  mul,
  oneHot,
  ShapeError,
  SymbolicTensorError,
  showShape,
  type Tensor,
  type TensorData,
  where,
} from '@puregrad/tensors';
import { type ClassCrossEntropyOptions, classCrossEntropy } from './class-cross-entropy.ts';
import { requireFloat } from './require.ts';

const name = 'sparseSoftmaxCrossEntropy';

/**
 * The cross-entropy of exclusive classes given by number, from logits, per example:
 * `-w_y · logSoftmax(z)_y` for label y, with class weights w (1 by default). Finite, with a finite
 * gradient, for all finite logits.
 *
 * A label outside `0 … classes-1` throws where labels can be read. While `compile` traces they
 * cannot; the loss of such an example is then NaN, and its gradient 0.
 *
 * @param logits floats `[..., classes]`, before the softmax.
 * @param labels int32 `[...]`.
 * @returns losses `[...]`; a scalar for the other reductions.
 * @throws ShapeError where the shapes don't fit; DTypeError for labels that are not int32;
 * ArgumentError naming the first label that is no class, and its row.
 * @example
 * ```ts
 * import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
 * import { mean, tensor } from '@puregrad/tensors';
 * const logits = tensor([[0, 1000], [0, 0]]);
 * const labels = tensor([0, 1], { dtype: 'int32' });
 * const losses = sparseSoftmaxCrossEntropy(logits, labels); // 1000 and ln 2
 * mean(losses).item().toFixed(3); // => '500.347'
 * ```
 *
 * Differs from `tf.nn.sparse_softmax_cross_entropy_with_logits` in the order of arguments, and from
 * PyTorch's `cross_entropy` in that classes stand on the last axis and nothing is reduced unless
 * asked; PyTorch's `mean` with class weights is `weightedMean` here.
 */
export const sparseSoftmaxCrossEntropy = (
  logits: Tensor,
  labels: Tensor,
  options: ClassCrossEntropyOptions = {},
): Tensor => {
  const dtype = requireFloat(name, 'logits', logits);
  const classes = requireLabels(logits, labels);
  const rows = oneHot(labels, { classes, dtype });
  const [losses, reduced] = classCrossEntropy(name, logits, rows, options);
  const known = mul(greaterEqual(labels, 0), less(labels, classes));
  return reduced(where(known, losses, Number.NaN));
};

const requireLabels = (logits: Tensor, labels: Tensor): number => {
  if (labels.dtype !== 'int32')
    throw new DTypeError(
      `${name}: labels must be int32 class numbers, got ${labels.dtype}; use cast(labels, 'int32'), or softmaxCrossEntropy for distributions`,
    );
  const classes = logits.shape.at(-1);
  if (classes === undefined || showShape(logits.shape.slice(0, -1)) !== showShape(labels.shape))
    throw new ShapeError(
      `${name}: logits of shape ${showShape(logits.shape)} and labels of shape ${showShape(labels.shape)} do not fit: logits have one axis more, the classes`,
    );
  const data = readable(labels);
  for (let row = 0; data !== undefined && row < data.length; row++)
    if (!(data[row]! >= 0 && data[row]! < classes))
      throw new ArgumentError(
        `${name}: label ${data[row]} in row ${row} is none of the ${classes} classes of logits of shape ${showShape(logits.shape)}; labels run from 0 to ${classes - 1}`,
      );
  return classes;
};

/** The elements, or undefined while `compile` traces. */
const readable = (x: Tensor): TensorData | undefined => {
  try {
    return x.data;
  } catch (error) {
    if (error instanceof SymbolicTensorError) return undefined;
    throw error;
  }
};
