import { dense, dropout, heNormal, relu } from '@puregrad/layers';
import { adam, after } from '@puregrad/optimizers';
import {
  composeAugmentations,
  earlyStopping,
  l2,
  maxNorm,
  onFlat,
  onKernels,
  randomRotation,
  randomShift,
} from '@puregrad/regularizers';
import { flow } from '@puregrad/tensors';
import { minimum } from '../../extremes.ts';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { digitNetwork } from '../networks.ts';
import { curvesOf, percent, rowsOf, runTrial, type Trial, type TrialOptions } from '../trial.ts';

const kernelInit = heNormal;
const hidden = [300, 300];
const plain = digitNetwork(hidden, (width) => flow(dense(width, { kernelInit }), relu()));
const optimizer = adam();

/** Each technique alone, against the same network without any. */
const cures: Readonly<Record<string, Partial<TrialOptions>>> = {
  'no regularizer': {},
  'early stopping': { stop: earlyStopping({ patience: 5 }) },
  l2: {
    network: digitNetwork(hidden, (width) =>
      flow(dense(width, { kernelInit, kernelRegularizer: l2(0.0001) }), relu()),
    ),
  },
  'max-norm': { optimizer: after(onKernels(maxNorm(1)))(optimizer) },
  dropout: {
    network: digitNetwork(hidden, (width) =>
      flow(dense(width, { kernelInit }), relu(), dropout(0.5)),
    ),
  },
  augmentation: {
    augment: onFlat(
      { height: 28, width: 28 },
      composeAugmentations(randomShift({ dx: 2, dy: 2 }), randomRotation({ degrees: 10 })),
    ),
  },
};

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const examples = lab.full ? 5000 : 1000;
  const epochs = lab.full ? 100 : 60;
  const trials: Record<string, Trial> = {};
  const names = Object.keys(cures);
  for (const [i, name] of names.entries())
    trials[name] = await runTrial(lab, name, {
      network: plain,
      optimizer,
      train: rowsOf(train, 0, examples),
      // What decides when to stop must not be what judges.
      validation: rowsOf(train, 50_000, 2000),
      test,
      epochs,
      batchSize: 50,
      place: [i, names.length],
      ...cures[name],
    });
  const without = trials['no regularizer']!;
  const last = without.epochs.at(-1)!;
  const least = minimum(without.epochs.map(({ testLoss }) => testLoss));
  const helped = names.slice(1).filter((name) => trials[name]!.loss! < without.loss!);
  const overfits = last.trainError < 0.002 && last.testLoss > 1.2 * least;
  return {
    verdict: verdictOf([overfits, ...names.slice(1).map((name) => helped.includes(name))]),
    ours: `${percent(last.trainError, 1)} of the training digits wrong, ${percent(without.error, 1)} of others; ${helped.length} of 5 lower the test loss`,
    finding: `A 784-300-300-10 network with ReLU learns ${examples.toLocaleString('en-US')} digits by heart: after ${epochs} epochs ${percent(last.trainError)} of them are wrong, and ${percent(without.error)} of the 10,000 test digits. Its loss on digits it has not seen is ${least.toFixed(3)} at its least and ${last.testLoss.toFixed(3)} in the end. Test loss and error of the network that each run keeps: ${names
      .map((name) => `${name} ${trials[name]!.loss!.toFixed(3)}, ${percent(trials[name]!.error)}`)
      .join('; ')}.`,
    figures: { examples, epochs, trials },
    chart: curvesOf(trials, 'testLoss'),
  } as const;
};

export const overfitting: Experiment = {
  name: 'overfitting',
  title: 'Overfitting, and five regularizers',
  claim:
    'A network with many weights learns few examples by heart; early stopping, l2, max-norm, dropout and augmentation each reduce that.',
  source: 'the lecture, part 1; Goodfellow et al., chapter 7',
  published: 'all five help',
  run,
};
