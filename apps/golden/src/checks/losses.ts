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
const lossOf = (config: GoldenRecord): Loss | Unsupported => {
  const name = stringAt(config, 'loss');
  const labelSmoothing = numberAt(config, 'labelSmoothing', 0);
  switch (name) {
    case 'sigmoidCrossEntropy':
      return ({ logits, labels, posWeight = 1 }, reduction) =>
        sigmoidCrossEntropy(logits!, labels!, {
          labelSmoothing,
          posWeight,
          reduction: reduction as PlainReduction,
        });
    case 'softmaxCrossEntropy':
      return ({ logits, labels, classWeights = 1 }, reduction) =>
        softmaxCrossEntropy(logits!, labels!, { labelSmoothing, classWeights, reduction });
    case 'sparseSoftmaxCrossEntropy':
      return ({ logits, labels, classWeights = 1 }, reduction) =>
        sparseSoftmaxCrossEntropy(logits!, labels!, { labelSmoothing, classWeights, reduction });
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

/** The arrays of a case; classes by number are integers. */
const tensorsFor = (
  config: GoldenRecord,
  inputs: GoldenRecord,
  dtype: FloatDType,
): NamedTensors => ({
  ...tensorsOf(inputs, dtype),
  ...(config.loss === 'sparseSoftmaxCrossEntropy'
    ? { labels: tensorAt(inputs, 'labels', 'int32') }
    : {}),
});

/** Losses, reduced and not, and their gradients. */
export const losses: Check = async ({ config, inputs, expected }, conditions) => {
  const loss = lossOf(config);
  if (isUnsupported(loss)) return loss;
  const setting = unknownSetting(config, [
    'wrt',
    'labelSmoothing',
    'delta',
    'labels01',
    'fromLogits',
  ]);
  if (setting !== undefined) return unsupported(`setting '${setting}' of ${String(config.loss)}`);
  const wrt = Array.isArray(config.wrt) ? (config.wrt as readonly string[]) : [];
  const asked = reductions.filter((reduction) => expected[reduction] !== undefined);

  const derive = conditions.run((all: NamedTensors) => {
    const at = Object.fromEntries(wrt.map((name) => [name, all[name]!]));
    const reduced = (reduction: Reduction) => {
      const [value, pull] = vjp((x: NamedTensors) => loss({ ...all, ...x }, reduction), at);
      return { value, gradients: pull(reduction === 'none' ? all.cotangent! : onesLike(value)) };
    };
    return Object.fromEntries(asked.map((reduction) => [reduction, reduced(reduction)]));
  });
  const actual = await derive(tensorsFor(config, inputs, conditions.dtype));
  return compare(expected, actual, conditions);
};
