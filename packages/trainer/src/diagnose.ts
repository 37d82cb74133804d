import { checkOptions } from '@puregrad/tensors/interpreters';
import type { EpochReport } from './epoch-report.ts';
import type { LayerReport } from './layer-report.ts';

/** What can go wrong, by the names that textbooks use. */
export type Ailment =
  | 'vanishing gradients'
  | 'exploding gradients'
  | 'dying ReLUs'
  | 'saturated units'
  | 'learning rate too high'
  | 'learning rate too low'
  | 'overfitting'
  | 'not learning';

/** Something that a run's history shows, and what helps against it. */
export interface Finding {
  readonly ailment: Ailment;
  /** The layer that shows it most, where it is one's. */
  readonly layer?: string;
  /** The epoch in which it shows. */
  readonly epoch: number;
  /** What was measured, in a sentence. */
  readonly evidence: string;
  /** What to try, the likeliest cure first. */
  readonly remedies: readonly string[];
}

/** Gradients so much smaller than those of the layers above have vanished. */
const VANISHED = 1e-3;
/** Gradients so many times the weights' own size explode. */
const EXPLODED = 10;
/** More than this share of dead or saturated units is an ailment. */
const HALF = 0.5;
const UPDATE_TOO_LARGE = 0.1;
const UPDATE_TOO_SMALL = 1e-6;
/** A validation loss so much above its best has turned. */
const TURNED = 1.1;

const show = (value: number): string =>
  value !== 0 && (Math.abs(value) < 0.01 || Math.abs(value) >= 1000)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The gradient of a single weight, as large as it is in the mean square. */
const gradientSize = ({ gradientNorm, parameters }: LayerReport): number =>
  gradientNorm / Math.sqrt(parameters);

const largest = <T>(items: readonly T[], size: (item: T) => number): T | undefined =>
  items.reduce<T | undefined>(
    (best, item) => (best === undefined || size(item) > size(best) ? item : best),
    undefined,
  );

type Look = (report: EpochReport, history: readonly EpochReport[]) => Finding | undefined;

const vanishing: Look = ({ layers, epoch }) => {
  const trained = layers.filter(({ parameters }) => parameters > 0);
  const reference = largest(trained, gradientSize);
  if (reference === undefined || gradientSize(reference) === 0) return undefined;
  // Only what lies below can have lost its gradient on the way down.
  const below = trained.slice(0, trained.indexOf(reference));
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

const exploding: Look = ({ layers, epoch }) => {
  const worst = largest(
    layers.filter(({ weightNorm }) => weightNorm > 0),
    ({ gradientNorm, weightNorm }) => gradientNorm / weightNorm,
  );
  if (worst === undefined || !(worst.gradientNorm > EXPLODED * worst.weightNorm)) return undefined;
  // What blows the signal up on its way forward blows the gradient up on its way back.
  const gains = layers.flatMap((layer, i) => {
    const before = layers[i - 1];
    return before === undefined || layer.parameters === 0 || before.std === 0
      ? []
      : [{ layer, gain: layer.std / before.std }];
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

const dying: Look = ({ layers, epoch }) => {
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

const saturated: Look = ({ layers, epoch }) => {
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

const updates: Look = ({ layers, epoch }) => {
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
  // The layer that moves most hardly moves.
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

const overfitting: Look = (last, history) => {
  const best = largest(history, ({ validation }) => -(validation?.loss ?? Infinity));
  if (last.validation === undefined || best?.validation === undefined) return undefined;
  const turned = last.validation.loss > TURNED * best.validation.loss;
  if (!turned || last.training.loss >= best.training.loss) return undefined;
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

const notLearning: Look = (last, [first]) => {
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

const looks: readonly Look[] = [
  exploding,
  vanishing,
  dying,
  saturated,
  updates,
  overfitting,
  notLearning,
];

/**
 * What a run's history shows of the ailments of deep networks, each with the layer, the evidence and
 * the remedies: vanishing and exploding gradients, dying ReLUs, saturated units, a learning rate out
 * of range, overfitting. The last epoch counts; an empty history shows nothing.
 *
 * The thresholds are rules of thumb: gradients a thousand times smaller than those above, or ten times
 * the weights; half of the units; steps above a tenth or below a millionth of the weights; a validation
 * loss a tenth above its best.
 *
 * @example
 * ```ts
 * import { dense, input, sigmoid } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { diagnose, showFindings, train } from '@puregrad/trainer';
 * const data = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * const network = pipe(input(1), dense(8), sigmoid(), dense(2));
 * const result = await train({ network, optimizer: sgd({ learningRate: 0.1 }) })(data)();
 * if (result._tag === 'Right') console.log(showFindings(diagnose(result.right.history)));
 * ```
 */
export const diagnose = (history: readonly EpochReport[]): readonly Finding[] => {
  checkOptions('diagnose', { history }, { history: '{epoch,training}[]' });
  const last = history.at(-1);
  if (last === undefined) return [];
  return looks.flatMap((look) => look(last, history) ?? []);
};

/**
 * Findings as text: a line for each, and its remedies below.
 *
 * @example
 * ```ts
 * import { diagnose, showFindings } from '@puregrad/trainer';
 * showFindings(diagnose([])); // => 'nothing found'
 * ```
 */
export const showFindings = (findings: readonly Finding[]): string =>
  checkOptions('showFindings', { findings }, { findings: '{ailment}[]' }).findings.length === 0
    ? 'nothing found'
    : findings
        .map(({ ailment, epoch, evidence, remedies }) =>
          [
            `${ailment}: ${evidence} (epoch ${epoch})`,
            ...remedies.map((remedy) => `  - ${remedy}`),
          ].join('\n'),
        )
        .join('\n');
