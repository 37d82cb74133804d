import { ArgumentError, type Tensor } from '@puregrad/tensors';
import { type AnyDataset, rowsOf } from './parts.ts';

/** @throws ArgumentError for weights that do not fit the rows, or that are not finite or below 0. */
export const requireRowWeights = (
  name: string,
  weights: Tensor | undefined,
  { x }: AnyDataset,
): void => {
  if (weights === undefined) return;
  const examples = rowsOf(x);
  if (weights.rank !== 1 || weights.size !== examples)
    throw new ArgumentError(
      `${name} must have shape [${examples}], one for each example, got [${weights.shape.join(', ')}]`,
    );
  const row = weights.data.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (row >= 0)
    throw new ArgumentError(
      `${name} must be finite and not below 0, got ${weights.data[row]} in row ${row}`,
    );
};
