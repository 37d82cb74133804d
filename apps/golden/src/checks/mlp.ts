import { valueAndGrad } from '@puregrad/autodiff';
import { apply, type Variables } from '@puregrad/layers';
import {
  after,
  before,
  clipByGlobalNorm,
  globalNorm,
  type OptimizerState,
} from '@puregrad/optimizers';
import { l2, maxNorm, onKernels, penalizeKernels } from '@puregrad/regularizers';
import { add, stack, type Tensor } from '@puregrad/tensors';
import { type Check, isUnsupported, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { numberAt, recordAt, recordsAt, stringAt, tensorAt, tensorsOf } from '../read.ts';
import { scan } from '../scan.ts';
import { unknownSetting } from '../settings.ts';
import { layerName, networkOf } from './network-of.ts';
import { objectiveOf } from './objective-of.ts';
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

/** Whole training runs, each step one program. */
export const mlp: Check = async ({ config, inputs, expected }, conditions) => {
  const { dtype, run } = conditions;
  const setting = unknownSetting(config, [
    'layers',
    'steps',
    'optimizer',
    'l2',
    'maxNorm',
    'clipGlobalNorm',
  ]);
  if (setting !== undefined) return unsupported(`setting '${setting}' of a training run`);
  const layers = recordsAt(config, 'layers');
  const probeX = tensorAt(inputs, 'probeX', dtype);
  const network = networkOf(probeX.shape.at(-1)!, layers, dtype);
  if (isUnsupported(network)) return network;
  const objective = objectiveOf(stringAt(config, 'loss'));
  if (isUnsupported(objective)) return objective;
  const plain = optimizerOf(recordAt(config, 'optimizer'));
  if (isUnsupported(plain)) return plain;

  const [penaltyStrength, largestColumn, largestGradient] = ['l2', 'maxNorm', 'clipGlobalNorm'].map(
    (key) => numberAt(config, key, 0),
  ) as [number, number, number];
  const clipped = largestGradient === 0 ? plain : before(clipByGlobalNorm(largestGradient))(plain);
  const optimizer =
    largestColumn === 0 ? clipped : after(onKernels(maxNorm(largestColumn)))(clipped);
  const forward = apply(network.network);

  const init = run((params: Variables) => optimizer.init(params));
  const step = run(({ opt, state }: TrainingState, { x, y }: Batch) => {
    const loss = (params: Variables) => {
      const [logits, next] = forward(params, state, x, { training: true });
      const dataLoss = objective.loss(logits, y);
      const total =
        penaltyStrength === 0
          ? dataLoss
          : add(dataLoss, penalizeKernels(l2(penaltyStrength))(params));
      return [total, { next, dataLoss }] as const;
    };
    const [[value, { next, dataLoss }], gradients] = valueAndGrad(loss, { hasAux: true })(
      opt.params,
    );
    const [newOpt] = optimizer.update(opt, gradients);
    return [
      { opt: newOpt, state: next },
      { value, dataLoss, gradients, gradientNorm: globalNorm(gradients) },
    ] as const;
  });
  const predict = run((params: Variables, state: Variables, x: Tensor) => {
    const [logits] = forward(params, state, x);
    return { logits, predictions: objective.predict(logits) };
  });

  const batches = recordsAt(inputs, 'batches').map((batch) => ({
    x: tensorAt(batch, 'x', dtype),
    y: tensorAt(batch, 'y', objective.integerTargets ? 'int32' : dtype),
  }));
  const initialParams = Object.fromEntries(
    recordsAt(inputs, 'initialParams').flatMap((tree, i) =>
      Object.keys(tree).length === 0 ? [] : [[layerName(i), tensorsOf(tree, dtype)]],
    ),
  );
  const [{ opt, state }, steps] = await scan(
    step,
    { opt: await init(initialParams), state: network.state },
    Array.from({ length: numberAt(config, 'steps') }, (_, t) => batches[t % batches.length]!),
  );

  const byLayer = (variables: Variables): readonly Variables[string][] =>
    layers.map((_, i) => variables[layerName(i)] ?? {});
  const actual = {
    losses: stack(steps.map(({ value }) => value)),
    dataLosses: stack(steps.map(({ dataLoss }) => dataLoss)),
    gradientNorms: stack(steps.map(({ gradientNorm }) => gradientNorm)),
    firstGradients: byLayer(steps[0]!.gradients),
    finalParams: byLayer(opt.params),
    finalStatistics: byLayer(state).map(({ mean, variance }) => ({
      runningMean: mean,
      runningVariance: variance,
    })),
    ...(await predict(opt.params, state, probeX)),
  };
  return compare(expected, actual, conditions);
};
