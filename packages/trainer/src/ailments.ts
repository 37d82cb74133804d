import type { EpochReport } from './epoch-report.ts';
import type { Finding } from './finding.ts';
import type { LayerReport } from './layer-report.ts';

/** Gradients below this share of those of a layer above have vanished. */
const VANISHED = 1e-3;
/** Gradient-to-weight ratio above which gradients count as exploding. */
const EXPLODED = 10;
/** Share of dead or saturated units above which they count as a problem. */
const HALF = 0.5;
const UPDATE_TOO_LARGE = 0.1;
const UPDATE_TOO_SMALL = 1e-6;
/** Ratio of the validation loss to its minimum above which it counts as rising again. */
const RISE = 1.1;

const show = (value: number): string =>
  value !== 0 && (Math.abs(value) < 0.01 || Math.abs(value) >= 1000)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The root mean square of the gradients of the weights. */
const gradientSize = ({ gradientNorm, parameters }: LayerReport): number =>
  gradientNorm / Math.sqrt(parameters);

const largest = <T>(items: readonly T[], size: (item: T) => number): T | undefined =>
  items.reduce<T | undefined>(
    (best, item) => (best === undefined || size(item) > size(best) ? item : best),
    undefined,
  );

/** The findings in the last epoch's report, or in the whole history. */
type Check = (report: EpochReport, history: readonly EpochReport[]) => Finding | undefined;

const pathOf = ({ name, path = [name] }: LayerReport): readonly string[] => path;

const isSamePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** Whether what flows through one layer, which stands first, reaches the other: they do not lie in two parts of a layer. */
const leadsTo = (a: LayerReport, b: LayerReport): boolean => {
  const [from, to] = [pathOf(a), pathOf(b)];
  const parting = from.findIndex((name, i) => name !== to[i]);
  // Names of layers and of parts alternate in a path.
  return parting >= 0 && parting < to.length && parting % 2 === 0;
};

/** The layer whose output a layer takes, or the input. */
const before = (layers: readonly LayerReport[], layer: LayerReport): LayerReport | undefined => {
  const path = pathOf(layer);
  const chain = path.slice(0, -1);
  const earlier = layers.slice(0, layers.indexOf(layer));
  const last = earlier.findLast((of) => isSamePath(pathOf(of).slice(0, -1), chain));
  if (last !== undefined) return last;
  // The first layer of a part takes what the layer takes that the part belongs to.
  const around = earlier.find((of) => isSamePath(pathOf(of), path.slice(0, -2)));
  return around && before(layers, around);
};

const vanishing: Check = ({ layers, epoch }) => {
  const trained = layers.filter(({ parameters }) => parameters > 0);
  const reference = largest(trained, gradientSize);
  if (reference === undefined || gradientSize(reference) === 0) return undefined;
  // Only layers below the reference can have lost its gradient on the way down.
  const below = trained
    .slice(0, trained.indexOf(reference))
    .filter((layer) => leadsTo(layer, reference));
  const least = largest(below, (layer) => -gradientSize(layer));
  const ratio = least === undefined ? 1 : gradientSize(least) / gradientSize(reference);
  if (least === undefined || ratio >= VANISHED) return undefined;
  return {
    ailment: 'vanishing gradients',
    layer: least.name,
    epoch,
    evidence: `the gradients of ${least.name} are ${show(ratio)} of ${reference.name}'s`,
    remedies: [
      'use ReLU, ELU or another activation that does not saturate, with He initialization',
      'put batchNorm() before the activations',
      'with sigmoid or tanh, use Glorot initialization and fewer layers',
    ],
  };
};

const exploding: Check = ({ layers, epoch }) => {
  const worst = largest(
    layers.filter(({ weightNorm }) => weightNorm > 0),
    ({ gradientNorm, weightNorm }) => gradientNorm / weightNorm,
  );
  if (worst === undefined || !(worst.gradientNorm > EXPLODED * worst.weightNorm)) return undefined;
  // A layer that amplifies the signal on its way forward amplifies the gradient on its way back.
  const gains = layers.flatMap((layer) => {
    if (layer.parameters === 0) return [];
    const { std = 0 } = before(layers, layer) ?? {};
    return std === 0 ? [] : [{ layer, gain: layer.std / std }];
  });
  const source = largest(gains, ({ gain }) => gain);
  const culprit = source !== undefined && source.gain > 3 ? source : undefined;
  const layer = (culprit?.layer ?? worst).name;
  return {
    ailment: 'exploding gradients',
    layer,
    epoch,
    evidence: `the gradients of ${worst.name} are ${show(worst.gradientNorm / worst.weightNorm)} times its weights${culprit === undefined ? '' : `, and ${layer} enlarges its inputs ×${show(culprit.gain)}`}`,
    remedies: [
      'initialize by heNormal (after ReLU) or glorotNormal (after sigmoid and tanh)',
      'clip the gradients: before(clipByGlobalNorm(1))',
      'put batchNorm() before the activations, and standardize the inputs',
    ],
  };
};

const dying: Check = ({ layers, epoch }) => {
  const worst = largest(layers, ({ dead }) => dead);
  if (worst === undefined || worst.dead <= HALF) return undefined;
  return {
    ailment: 'dying ReLUs',
    layer: worst.name,
    epoch,
    evidence: `${percent(worst.dead)} of the units of ${worst.name} are 0 for every example of a batch`,
    remedies: [
      'lower the learning rate',
      'use leakyRelu(), elu() or another activation with a slope below 0',
      'use He initialization, and batchNorm() before the activations',
    ],
  };
};

const saturated: Check = ({ layers, epoch }) => {
  const worst = largest(layers, ({ saturated }) => saturated);
  if (worst === undefined || worst.saturated <= HALF) return undefined;
  return {
    ailment: 'saturated units',
    layer: worst.name,
    epoch,
    evidence: `${percent(worst.saturated)} of the outputs of ${worst.name} are within 1 % of their bounds, where the activation is flat`,
    remedies: [
      'standardize the inputs, and use Glorot initialization',
      'put batchNorm() before the activations',
      'use an activation that does not saturate: relu(), elu()',
    ],
  };
};

const updates: Check = ({ layers, epoch }) => {
  const trained = layers.filter(({ weightNorm }) => weightNorm > 0);
  const fastest = largest(trained, ({ updateRatio }) => updateRatio);
  if (fastest === undefined) return undefined;
  const evidence = `a step changes the weights of ${fastest.name} by ${show(fastest.updateRatio)} of their size`;
  if (fastest.updateRatio > UPDATE_TOO_LARGE)
    return {
      ailment: 'learning rate too high',
      layer: fastest.name,
      epoch,
      evidence,
      remedies: [
        'lower the learning rate to a tenth; findLearningRate suggests one',
        'warm it up: warmupCosine',
      ],
    };
  // Even the layer that changes most hardly changes.
  if (fastest.updateRatio < UPDATE_TOO_SMALL)
    return {
      ailment: 'learning rate too low',
      layer: fastest.name,
      epoch,
      evidence: `${evidence}, and no layer's by more`,
      remedies: ['raise the learning rate; findLearningRate suggests one'],
    };
  return undefined;
};

const overfitting: Check = (last, history) => {
  const best = largest(history, ({ validation }) => -(validation?.loss ?? Infinity));
  if (last.validation === undefined || best?.validation === undefined) return undefined;
  const isRising = last.validation.loss > RISE * best.validation.loss;
  if (!isRising || last.training.loss >= best.training.loss) return undefined;
  return {
    ailment: 'overfitting',
    epoch: best.epoch,
    evidence: `after epoch ${best.epoch} the training loss still fell, from ${show(best.training.loss)} to ${show(last.training.loss)}, while the validation loss rose from ${show(best.validation.loss)} to ${show(last.validation.loss)}`,
    remedies: [
      'stop early: stop: earlyStopping({ patience: 5 })',
      'add dropout(0.5), or kernelRegularizer: l2(1e-4); search finds the strength',
      'augment the data, or get more',
    ],
  };
};

const notLearning: Check = (last, [first]) => {
  if (first === undefined || first === last) return undefined;
  if (last.training.loss < 0.99 * first.training.loss) return undefined;
  return {
    ailment: 'not learning',
    epoch: last.epoch,
    evidence: `the training loss went from ${show(first.training.loss)} in epoch ${first.epoch} to ${show(last.training.loss)} in epoch ${last.epoch}`,
    remedies: [
      'try another learning rate; findLearningRate suggests one',
      'check that the labels belong to the examples, and that the inputs are scaled',
    ],
  };
};

/** The checks, in the order of their findings. */
export const checks: readonly Check[] = [
  exploding,
  vanishing,
  dying,
  saturated,
  updates,
  overfitting,
  notLearning,
];
