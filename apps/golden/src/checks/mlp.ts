import { valueAndGrad } from '@puregrad/autodiff';
import { type Axes, apply, type Network, type Variables } from '@puregrad/layers';
import {
  after,
  before,
  clipByGlobalNorm,
  globalNorm,
  type Optimizer,
  type OptimizerState,
} from '@puregrad/optimizers';
import { l2, maxNorm, onKernels, penalizeKernels } from '@puregrad/regularizers';
import { add, type FloatDType, stack, type Tensor } from '@puregrad/tensors';
import { type Check, isUnsupported, type Unsupported, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import type { GoldenRecord } from '../format.ts';
import { numberAt, recordAt, recordsAt, stringAt, tensorAt } from '../read.ts';
import { scan } from '../scan.ts';
import { unknownSetting } from '../settings.ts';
import { byLayer, networkOf, paramsOf } from './network-of.ts';
import { type Objective, objectiveOf } from './objective-of.ts';
import { optimizerOf } from './optimizer-of.ts';

/** The state before a step: that of the optimizer, and that of the layers. */
interface TrainingState {
  readonly opt: OptimizerState<Variables>;
  readonly state: Variables;
}

interface Batch {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** The optimizer of a run, with its clip before and its projection after. */
const optimizerWith = (config: GoldenRecord): Optimizer | Unsupported => {
  const plain = optimizerOf(recordAt(config, 'optimizer'));
  if (isUnsupported(plain)) return plain;
  const largestGradient = numberAt(config, 'clipGlobalNorm', 0);
  const largestColumn = numberAt(config, 'maxNorm', 0);
  const clipped = largestGradient === 0 ? plain : before(clipByGlobalNorm(largestGradient))(plain);
  return largestColumn === 0 ? clipped : after(onKernels(maxNorm(largestColumn)))(clipped);
};

/** One step of training, with the numbers that the files record of it. */
const stepWith = (
  network: Network<Axes, Axes>,
  optimizer: Optimizer,
  { loss }: Objective,
  penaltyStrength: number,
) => {
  const forward = apply(network);
  return ({ opt, state }: TrainingState, { x, y }: Batch) => {
    const objective = (params: Variables) => {
      const [logits, next] = forward(params, state, x, { training: true });
      const dataLoss = loss(logits, y);
      const total =
        penaltyStrength === 0
          ? dataLoss
          : add(dataLoss, penalizeKernels(l2(penaltyStrength))(params));
      return [total, { next, dataLoss }] as const;
    };
    const [[value, { next, dataLoss }], gradients] = valueAndGrad(objective, { hasAux: true })(
      opt.params,
    );
    const [newOpt] = optimizer.update(opt, gradients);
    return [
      { opt: newOpt, state: next },
      { value, dataLoss, gradients, gradientNorm: globalNorm(gradients) },
    ] as const;
  };
};

const batchesOf = (
  inputs: GoldenRecord,
  dtype: FloatDType,
  { integerTargets }: Objective,
): readonly Batch[] =>
  recordsAt(inputs, 'batches').map((batch) => ({
    x: tensorAt(batch, 'x', dtype),
    y: tensorAt(batch, 'y', integerTargets ? 'int32' : dtype),
  }));

const SETTINGS = ['layers', 'steps', 'optimizer', 'l2', 'maxNorm', 'clipGlobalNorm'];

/** Whole training runs, each step one program. */
export const mlp: Check = async ({ config, inputs, expected }, conditions) => {
  const { dtype, run } = conditions;
  const setting = unknownSetting(config, SETTINGS);
  if (setting !== undefined) return unsupported(`setting '${setting}' of a training run`);
  const layers = recordsAt(config, 'layers');
  const probeX = tensorAt(inputs, 'probeX', dtype);
  const built = networkOf(probeX.shape.at(-1)!, layers, dtype);
  if (isUnsupported(built)) return built;
  const objective = objectiveOf(stringAt(config, 'loss'));
  if (isUnsupported(objective)) return objective;
  const optimizer = optimizerWith(config);
  if (isUnsupported(optimizer)) return optimizer;

  const init = run((params: Variables) => optimizer.init(params));
  const step = run(stepWith(built.network, optimizer, objective, numberAt(config, 'l2', 0)));
  const predict = run((params: Variables, state: Variables, x: Tensor) => {
    const [logits] = apply(built.network)(params, state, x);
    return { logits, predictions: objective.predict(logits) };
  });

  const batches = batchesOf(inputs, dtype, objective);
  const [{ opt, state }, steps] = await scan(
    step,
    { opt: await init(paramsOf(recordsAt(inputs, 'initialParams'), dtype)), state: built.state },
    Array.from({ length: numberAt(config, 'steps') }, (_, t) => batches[t % batches.length]!),
  );

  const actual = {
    losses: stack(steps.map(({ value }) => value)),
    dataLosses: stack(steps.map(({ dataLoss }) => dataLoss)),
    gradientNorms: stack(steps.map(({ gradientNorm }) => gradientNorm)),
    firstGradients: byLayer(layers, steps[0]!.gradients),
    finalParams: byLayer(layers, opt.params),
    finalStatistics: byLayer(layers, state).map(({ mean, variance }) => ({
      runningMean: mean,
      runningVariance: variance,
    })),
    ...(await predict(opt.params, state, probeX)),
  };
  return compare(expected, actual, conditions);
};
