import { type Dataset, dataset, requireClasses } from '@puregrad/data';
import type { Network } from '@puregrad/layers';
import { type Either, flatMap, left, map, mapLeft, right } from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
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
  return pipe(
    dataset(data.x, data.y, { targets: data.y.dtype === 'int32' ? 'labels' : 'numbers' }),
    flatMap((checked) =>
      data.y.dtype === 'int32' && network.outputWidth > 1
        ? requireClasses(checked, network.outputWidth)
        : right(checked),
    ),
    map(() => data),
    mapLeft((error) => invalidData(`${name} data: ${error.message}`)),
  );
};
