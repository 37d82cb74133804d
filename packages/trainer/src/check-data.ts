import { type Dataset, dataset, requireClasses } from '@puregrad/data';
import type { Network } from '@puregrad/layers';
import { type Either, isRight, left, right } from 'fp-ts/lib/Either.js';
import { type InvalidData, invalidData } from './failure.ts';

/** That data are whole, finite, and of the network's widths; integer targets are class labels. */
export const checkData = (
  network: Network,
  data: Dataset,
  name: string,
): Either<InvalidData, Dataset> => {
  const features = data.x.shape[1];
  if (data.x.rank !== 2 || features !== network.inputWidth)
    return left(
      invalidData(
        `${name} data: inputs must have shape [examples, ${network.inputWidth}], got [${data.x.shape.join(', ')}]`,
      ),
    );
  const isClasses = data.y.dtype === 'int32';
  const whole = dataset(data.x, data.y, { targets: isClasses ? 'labels' : 'numbers' });
  const checked =
    isRight(whole) && isClasses && network.outputWidth > 1
      ? requireClasses(whole.right, network.outputWidth)
      : whole;
  return isRight(checked)
    ? right(data)
    : left(invalidData(`${name} data: ${checked.left.message}`));
};
