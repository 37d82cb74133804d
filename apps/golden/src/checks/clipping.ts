import { valueAndGrad } from '@puregrad/autodiff';
import {
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  type GradientTransform,
  globalNorm,
} from '@puregrad/optimizers';
import { l1, l2, l2Half, maxNorm, penalize, penaltyMonoid } from '@puregrad/regularizers';
import { lessEqual, norm, scalar, type Tensor, where } from '@puregrad/tensors';
import { type Check, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import {
  booleanAt,
  type NamedTensors,
  numberAt,
  numbersAt,
  recordAt,
  stringAt,
  tensorAt,
  tensorsOf,
} from '../read.ts';

/** Clipping of gradients, the max-norm constraint, penalties on weights. */
export const clipping: Check = async (golden, conditions) => {
  const { config } = golden;
  const kind = stringAt(config, 'kind');
  switch (kind) {
    case 'maxNorm':
      return limitNorms(numberAt(config, 'r'), numberAt(config, 'axis', 0))(golden, conditions);
    case 'tfClipByNorm': {
      const [axis, ...more] = numbersAt(config, 'axes');
      return axis === undefined || more.length > 0
        ? unsupported('clipping by the norm over several axes')
        : limitNorms(numberAt(config, 'clipNorm'), axis)(golden, conditions);
    }
    case 'penalty':
      return penalty(golden, conditions);
    case 'byValue':
      return clip(clipByValue(numberAt(config, 'max'), numberAt(config, 'min')))(
        golden,
        conditions,
      );
    case 'byNorm':
      return clip(clipByNorm(numberAt(config, 'clipNorm')))(golden, conditions);
    case 'byGlobalNorm':
      return byGlobalNorm(golden, conditions);
    default:
      return unsupported(`clipping '${kind}'`);
  }
};

const transformed = <T>(transform: GradientTransform, updates: T): T => {
  const context = { params: updates, step: scalar(0, { dtype: 'int32' }) };
  return transform.update(transform.init(updates), updates, context)[1];
};

/** One tensor under a transform; its norm is the one before. */
const clip =
  (transform: GradientTransform): Check =>
  async ({ inputs, expected }, conditions) => {
    const clipped = conditions.run((x: Tensor) => ({
      y: transformed(transform, x),
      norm: norm(x),
    }));
    const actual = await clipped(tensorAt(inputs, 'x', conditions.dtype));
    return compare(expected, actual, conditions);
  };

const byGlobalNorm: Check = async ({ config, inputs, expected }, conditions) => {
  const semantics = stringAt(config, 'semantics');
  const eps = { tf: 0, torch: 1e-6 }[semantics];
  if (eps === undefined) return unsupported(`clipping by global norm as in '${semantics}'`);
  const transform = clipByGlobalNorm(numberAt(config, 'clipNorm'), { eps });
  const clipped = conditions.run((gradients: NamedTensors) => ({
    gradients: transformed(transform, gradients),
    globalNorm: globalNorm(gradients),
  }));
  const actual = await clipped(tensorsOf(recordAt(inputs, 'gradients'), conditions.dtype));
  return compare(expected, actual, conditions);
};

/** Norms over an axis, and a kernel that stays bit for bit where they are not too large. */
const limitNorms =
  (radius: number, axis: number): Check =>
  async ({ inputs, expected }, { dtype, tolerance, run }) => {
    const limited = run((before: Tensor) => {
      const kernel = maxNorm(radius, { axis })(before);
      const norms = norm(before, { axes: axis });
      const inside = lessEqual(norm(before, { axes: axis, keepDims: true }), radius);
      const kept = where(inside, before, kernel);
      return { kernel, norms, kept };
    });
    const { kernel, norms, kept } = await limited(tensorAt(inputs, 'kernel', dtype));
    return [
      ...compare(expected, { kernel, columnNorms: norms, rowNorms: norms }, { dtype, tolerance }),
      ...compare(
        { shape: kept.shape, data: Array.from(kept.data) },
        kernel,
        { dtype, tolerance: { rtol: 0, atol: 0 } },
        'what lies within the norm',
      ),
    ];
  };

const penalty: Check = async ({ config, inputs, expected }, conditions) => {
  const half = booleanAt(config, 'half', false);
  const strengths = { l1: numberAt(config, 'l1', 0), l2: numberAt(config, 'l2', 0) };
  const cost = penaltyMonoid.concat(l1(strengths.l1), (half ? l2Half : l2)(strengths.l2));
  const total = penalize(() => true, cost);
  const derive = conditions.run(valueAndGrad((kernels: NamedTensors) => total(kernels)));
  const [value, gradients] = await derive(tensorsOf(recordAt(inputs, 'kernels'), conditions.dtype));
  return compare(expected, { penalty: value, gradients }, conditions);
};
