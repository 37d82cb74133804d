import { valueAndGrad } from '@puregrad/autodiff';
import { apply, type Variables } from '@puregrad/layers';
import { after, before, clipByGlobalNorm, globalNorm } from '@puregrad/optimizers';
import { l2, maxNorm, onKernels, penalizeKernels } from '@puregrad/regularizers';
import { add, compile, stack, type Tensor } from '@puregrad/tensors';
import { type Check, isUnsupported, unsupported } from '../check.ts';
import { compare } from '../compare.ts';
import { numberAt, recordAt, recordsAt, stringAt, tensorAt, tensorsOf } from '../read.ts';
import { unknownSetting } from '../settings.ts';
import { layerName, networkOf } from './network-of.ts';
import { objectiveOf } from './objective-of.ts';
import { optimizerOf } from './optimizer-of.ts';

/** Whole training runs, each step one compiled program. */
export const mlp: Check = ({ config, inputs, expected }, precision) => {
  const { dtype } = precision;
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
  const run = apply(network.network);

  const step = compile(
    (opt: ReturnType<typeof optimizer.init<Variables>>, state: Variables, x: Tensor, y: Tensor) => {
      const loss = (params: Variables) => {
        const [logits, next] = run(params, state, x, { training: true });
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
      return { opt: newOpt, state: next, value, dataLoss, gradients };
    },
  );

  const batches = recordsAt(inputs, 'batches').map((batch) => ({
    x: tensorAt(batch, 'x', dtype),
    y: tensorAt(batch, 'y', objective.integerTargets ? 'int32' : dtype),
  }));
  const initialParams = Object.fromEntries(
    recordsAt(inputs, 'initialParams').flatMap((tree, i) =>
      Object.keys(tree).length === 0 ? [] : [[layerName(i), tensorsOf(tree, dtype)]],
    ),
  );
  let opt = optimizer.init<Variables>(initialParams);
  let { state } = network;
  const steps = Array.from({ length: numberAt(config, 'steps') }, (_, t) => {
    const { x, y } = batches[t % batches.length]!;
    const done = step(opt, state, x, y);
    opt = done.opt;
    state = done.state;
    return done;
  });

  const byLayer = (variables: Variables): readonly Variables[string][] =>
    layers.map((_, i) => variables[layerName(i)] ?? {});
  const [logits] = run(opt.params, state, probeX);
  const actual = {
    losses: stack(steps.map(({ value }) => value)),
    dataLosses: stack(steps.map(({ dataLoss }) => dataLoss)),
    gradientNorms: stack(steps.map(({ gradients }) => globalNorm(gradients))),
    firstGradients: byLayer(steps[0]!.gradients),
    finalParams: byLayer(opt.params),
    finalStatistics: byLayer(state).map(({ mean, variance }) => ({
      runningMean: mean,
      runningVariance: variance,
    })),
    logits,
    predictions: objective.predict(logits),
  };
  return compare(expected, actual, precision);
};
