import { ArgumentError, DTypeError, ShapeError, showShape, type Tensor } from '@puregrad/tensors';

export interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/** Scores with their labels, in descending order of a column, or of the difference of two logits. */
export const scoredOf = (
  operation: string,
  scores: Tensor,
  labels: Tensor,
  needed: 'both classes' | 'class 1' = 'both classes',
): readonly Scored[] => {
  if (scores.dtype === 'int32' || labels.dtype !== 'int32')
    throw new DTypeError(
      `${operation}: scores must be floats and labels int32, got ${scores.dtype} and ${labels.dtype}`,
    );
  const [count, columns = 1] = scores.shape;
  if (scores.rank > 2 || columns > 2 || columns < 1 || labels.rank !== 1 || labels.size !== count)
    throw new ShapeError(
      `${operation}: scores must have shape [n], [n, 1] or [n, 2] and labels [n], got ${showShape(scores.shape)} and ${showShape(labels.shape)}`,
    );
  const scored = Array.from({ length: labels.size }, (_, i) => {
    const label = labels.data[i]!;
    if (label !== 0 && label !== 1)
      throw new ArgumentError(`${operation}: label ${label} in row ${i} is neither 0 nor 1`);
    const score = columns === 2 ? scores.data[2 * i + 1]! - scores.data[2 * i]! : scores.data[i]!;
    if (Number.isNaN(score)) throw new ArgumentError(`${operation}: the score of row ${i} is NaN`);
    return { score, positive: label === 1 };
  });
  const positives = scored.filter(({ positive }) => positive).length;
  if (positives === 0 || (needed === 'both classes' && positives === scored.length))
    throw new ArgumentError(
      `${operation}: needs examples of ${needed}, got ${positives} of class 1 among ${scored.length}`,
    );
  return scored.sort((a, b) => b.score - a.score);
};
