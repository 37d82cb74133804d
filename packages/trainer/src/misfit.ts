import type { Transform } from '@puregrad/data';
import { isAxes, type Network, showNetworkShape } from '@puregrad/layers';
import { sizeOf } from '@puregrad/tensors';

/** The width of the rows in each stage of a transform. */
const widthsOf = (transform: Transform): readonly number[] => {
  switch (transform.kind) {
    case 'standardize':
      return [transform.mean.length];
    case 'normalize':
      return [transform.min.length];
    case 'composed':
      return transform.transforms.flatMap(widthsOf);
  }
};

/** The fault of a transform as the input of a network; undefined if there is none. */
export const misfit = (
  { input }: Network,
  transform: Transform | undefined,
): string | undefined => {
  if (transform === undefined) return undefined;
  if (!isAxes(input))
    return `its transform is of one tensor, the network takes the parts ${Object.keys(input).join(', ')}; transform them before they are given to it`;
  const size = sizeOf([input].flat());
  const width = widthsOf(transform).find((width) => width !== size);
  return width === undefined
    ? undefined
    : `its transform is of ${width} numbers, the network takes ${showNetworkShape(input)}`;
};
