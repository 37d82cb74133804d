import {
  ArgumentError,
  DTypeError,
  greaterEqual,
  less,
  mul,
  oneHot,
  ShapeError,
  showShape,
  type Tensor,
  where,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { readable } from './readable.ts';
import { requireFloat } from './require.ts';

export interface ClassLabels {
  /** One-hot, of the logits' shape and dtype. */
  readonly rows: Tensor;
  /** Puts NaN in place of each loss whose label is not a class, as is possible inside `compile` only. */
  readonly marked: (losses: Tensor) => Tensor;
}

/** int32 class numbers `[...]` for logits `[..., classes]`, checked if they can be read. */
export const classLabels = (operation: string, logits: Tensor, labels: Tensor): ClassLabels => {
  const dtype = requireFloat(operation, 'logits', logits);
  checkOptions(operation, { labels }, { labels: 'tensor' });
  const classes = requireLabels(operation, logits, labels);
  const known = mul(greaterEqual(labels, 0), less(labels, classes));
  return {
    rows: oneHot(labels, { classes, dtype }),
    marked: (losses) => where(known, losses, Number.NaN),
  };
};

const requireLabels = (name: string, logits: Tensor, labels: Tensor): number => {
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
