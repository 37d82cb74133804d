import { vjp } from '@puregrad/autodiff';
import {
  binaryCrossEntropy,
  hinge,
  huber,
  klDivergence,
  meanAbsoluteError,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
} from '@puregrad/losses';
import { type FloatDType, onesLike, type Tensor } from '@puregrad/tensors';
import { type Check, isUnsupported, type Unsupported, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import type { GoldenRecord } from '../format.ts';
import { booleanAt, type NamedTensors, numberAt, stringAt, tensorAt, tensorsOf } from '../read.ts';
import { unknownSetting } from '../settings.ts';

const reductions = ['none', 'mean', 'sum', 'weightedMean'] as const;
type Reduction = (typeof reductions)[number];
type Loss = (inputs: NamedTensors, reduction: Reduction) => Tensor;

/** Losses without classes have no weighted mean: asked for it, they throw. */
type PlainReduction = Exclude<Reduction, 'weightedMean'>;

/** The loss that a case asks for, with its settings. */
const lossOf = (
  config: GoldenRecord,
  inputs: GoldenRecord,
  dtype: FloatDType,
): Loss | Unsupported => {
  const name = stringAt(config, 'loss');
  const weights = (key: string): Tensor | number =>
    inputs[key] === undefined ? 1 : tensorAt(inputs, key, dtype);
  const labelSmoothing = numberAt(config, 'labelSmoothing', 0);
  const classWeights = weights('classWeights');
  switch (name) {
    case 'sigmoidCrossEntropy':
      return ({ logits, labels }, reduction) =>
        sigmoidCrossEntropy(logits!, labels!, {
          labelSmoothing,
          posWeight: weights('posWeight'),
          reduction: reduction as PlainReduction,
        });
    case 'softmaxCrossEntropy':
      return ({ logits, labels }, reduction) =>
        softmaxCrossEntropy(logits!, labels!, { labelSmoothing, classWeights, reduction });
    case 'sparseSoftmaxCrossEntropy': {
      const labels = tensorAt(inputs, 'labels', 'int32');
      return ({ logits }, reduction) =>
        sparseSoftmaxCrossEntropy(logits!, labels, { labelSmoothing, classWeights, reduction });
    }
    case 'mse':
      return ({ predictions, targets }, reduction) =>
        meanSquaredError(predictions!, targets!, { reduction: reduction as PlainReduction });
    case 'mae':
      return ({ predictions, targets }, reduction) =>
        meanAbsoluteError(predictions!, targets!, { reduction: reduction as PlainReduction });
    case 'huber':
      return ({ predictions, targets }, reduction) =>
        huber(predictions!, targets!, {
          delta: numberAt(config, 'delta', 1),
          reduction: reduction as PlainReduction,
        });
    case 'hinge':
      return ({ predictions, labels }, reduction) =>
        hinge(predictions!, labels!, {
          labels01: booleanAt(config, 'labels01', false),
          reduction: reduction as PlainReduction,
        });
    case 'kl': {
      const fromLogits = booleanAt(config, 'fromLogits', false);
      return ({ predictions, logits, targets }, reduction) =>
        klDivergence(fromLogits ? logits! : predictions!, targets!, {
          fromLogits,
          reduction: reduction as PlainReduction,
        });
    }
    case 'bce':
      return ({ predictions, labels }, reduction) =>
        binaryCrossEntropy(predictions!, labels!, { reduction: reduction as PlainReduction });
    default:
      return unsupported(`loss '${name}'`);
  }
};

/** Losses, reduced and not, and their gradients. */
export const losses: Check = ({ config, inputs, expected }, precision) => {
  const { dtype } = precision;
  const loss = lossOf(config, inputs, dtype);
  if (isUnsupported(loss)) return loss;
  const setting = unknownSetting(config, [
    'wrt',
    'labelSmoothing',
    'delta',
    'labels01',
    'fromLogits',
  ]);
  if (setting !== undefined) return unsupported(`setting '${setting}' of ${String(config.loss)}`);
  const all = tensorsOf(inputs, dtype);
  const wrt = Array.isArray(config.wrt) ? (config.wrt as readonly string[]) : [];
  const at: NamedTensors = Object.fromEntries(wrt.map((name) => [name, all[name]!]));

  const reduced = (
    reduction: Reduction,
  ): { readonly value: Tensor; readonly gradients: unknown } => {
    const [value, pull] = vjp((x: NamedTensors) => loss({ ...all, ...x }, reduction), at);
    return { value, gradients: pull(reduction === 'none' ? all.cotangent! : onesLike(value)) };
  };
  const asked = reductions.filter((reduction) => expected[reduction] !== undefined);
  const actual = Object.fromEntries(asked.map((reduction) => [reduction, reduced(reduction)]));
  return compare(expected, actual, precision);
};
