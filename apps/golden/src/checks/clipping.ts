import { vjp } from '@puregrad/autodiff';
import {
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  type GradientTransform,
  globalNorm,
} from '@puregrad/optimizers';
import { l1, l2, l2Half, maxNorm, penalize, penaltyMonoid } from '@puregrad/regularizers';
import { lessEqual, norm, ones, scalar, where } from '@puregrad/tensors';
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
export const clipping: Check = (golden, precision) => {
  const { config } = golden;
  const kind = stringAt(config, 'kind');
  switch (kind) {
    case 'maxNorm':
      return limitNorms(numberAt(config, 'r'), numberAt(config, 'axis', 0))(golden, precision);
    case 'tfClipByNorm': {
      const [axis, ...more] = numbersAt(config, 'axes');
      return axis === undefined || more.length > 0
        ? unsupported('clipping by the norm over several axes')
        : limitNorms(numberAt(config, 'clipNorm'), axis)(golden, precision);
    }
    case 'penalty':
      return penalty(golden, precision);
    case 'byValue':
      return clip(clipByValue(numberAt(config, 'max'), numberAt(config, 'min')))(golden, precision);
    case 'byNorm':
      return clip(clipByNorm(numberAt(config, 'clipNorm')))(golden, precision);
    case 'byGlobalNorm':
      return byGlobalNorm(golden, precision);
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
  ({ inputs, expected }, precision) => {
    const x = tensorAt(inputs, 'x', precision.dtype);
    return compare(expected, { y: transformed(transform, x), norm: norm(x) }, precision);
  };

const byGlobalNorm: Check = ({ config, inputs, expected }, precision) => {
  const semantics = stringAt(config, 'semantics');
  const eps = { tf: 0, torch: 1e-6 }[semantics];
  if (eps === undefined) return unsupported(`clipping by global norm as in '${semantics}'`);
  const before = tensorsOf(recordAt(inputs, 'gradients'), precision.dtype);
  const gradients = transformed(clipByGlobalNorm(numberAt(config, 'clipNorm'), { eps }), before);
  return compare(expected, { gradients, globalNorm: globalNorm(before) }, precision);
};

/** Norms over an axis, and a kernel that stays bit for bit where they are not too large. */
const limitNorms =
  (radius: number, axis: number): Check =>
  ({ inputs, expected }, { dtype, tolerance }) => {
    const before = tensorAt(inputs, 'kernel', dtype);
    const kernel = maxNorm(radius, { axis })(before);
    const norms = norm(before, { axes: axis });
    const inside = lessEqual(norm(before, { axes: axis, keepDims: true }), radius);
    const kept = where(inside, before, kernel);
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

const penalty: Check = ({ config, inputs, expected }, precision) => {
  const { dtype } = precision;
  const half = booleanAt(config, 'half', false);
  const strengths = { l1: numberAt(config, 'l1', 0), l2: numberAt(config, 'l2', 0) };
  const cost = penaltyMonoid.concat(l1(strengths.l1), (half ? l2Half : l2)(strengths.l2));
  const total = penalize(() => true, cost);
  const kernels = tensorsOf(recordAt(inputs, 'kernels'), dtype);
  const [value, pull] = vjp((at: NamedTensors) => total(at), kernels);
  return compare(expected, { penalty: value, gradients: pull(ones([], { dtype })) }, precision);
};
