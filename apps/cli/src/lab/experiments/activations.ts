import {
  dense,
  elu,
  glorotNormal,
  heNormal,
  type Initializer,
  leakyRelu,
  relu,
  type SameShape,
  sigmoid,
  tanh,
} from '@puregrad/layers';
import { sgd } from '@puregrad/optimizers';
import { flow } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { digitNetwork, layersOf } from '../networks.ts';
import { curvesOf, percent, rowsOf, runTrial, type Trial } from '../trial.ts';

/** From the one that the lecture ranks last to the one it ranks first. */
const ranked: Readonly<Record<string, readonly [() => SameShape, Initializer]>> = {
  logistic: [sigmoid, glorotNormal],
  tanh: [tanh, glorotNormal],
  ReLU: [relu, heNormal],
  'leaky ReLU': [() => leakyRelu({ alpha: 0.1 }), heNormal],
  ELU: [elu, heNormal],
};

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const data = lab.full ? train : rowsOf(train, 0, 10_000);
  const epochs = lab.full ? 40 : 12;
  const trials: Record<string, Trial> = {};
  const names = Object.keys(ranked);
  for (const [i, name] of names.entries()) {
    const [activation, kernelInit] = ranked[name]!;
    trials[name] = await runTrial(lab, name, {
      network: digitNetwork(layersOf(8, 128), (width) =>
        flow(dense(width, { kernelInit }), activation()),
      ),
      optimizer: sgd({ learningRate: 0.01 }),
      train: data,
      test,
      epochs,
      batchSize: 64,
      place: [i, names.length],
    });
  }
  const losses = names.map((name) => trials[name]!.epochs.at(-1)!.trainLoss);
  const isStuck = trials.logistic!.error > 0.85;
  const byLoss = [...names].sort((a, b) => losses[names.indexOf(b)]! - losses[names.indexOf(a)]!);
  return {
    verdict: verdictOf(names.slice(1).map((_, i) => losses[i + 1]! < losses[i]!)),
    ours: byLoss.join(' < '),
    finding: `784, eight layers of 128 units, 10, plain gradient descent with rate 0.01 on ${data.x.shape[0]!.toLocaleString('en-US')} digits, as in Clevert et al.; Xavier's initialization for logistic and tanh, He's for the others, leaky ReLU with 0.1. Training loss and test error after ${epochs} epochs: ${names
      .map((name, i) => `${name} ${losses[i]!.toFixed(3)}, ${percent(trials[name]!.error, 1)}`)
      .join(
        '; ',
      )}.${isStuck ? ' Through eight logistic layers the gradient vanishes: the network does not leave guessing.' : ''} Where neighbours are within a tenth of each other, one seed does not rank them.`,
    figures: { epochs, examples: data.x.shape[0], trials },
    chart: curvesOf(trials, 'trainLoss'),
  } as const;
};

export const activations: Experiment = {
  name: 'activations',
  title: 'The ranking of activations',
  claim: 'Deep networks learn faster in the order logistic, tanh, ReLU, leaky ReLU, ELU.',
  source: 'the lecture, part 2; Clevert et al. (2016), figure 3',
  published: 'logistic < tanh < ReLU < leaky ReLU < ELU',
  run,
};
