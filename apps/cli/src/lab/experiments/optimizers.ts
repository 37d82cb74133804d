import { dense, dropout, heNormal, relu } from '@puregrad/layers';
import {
  adagrad,
  adam,
  momentum,
  nesterov,
  type Optimizer,
  rmsprop,
  sgd,
} from '@puregrad/optimizers';
import { flow } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { digitNetwork } from '../networks.ts';
import { curvesOf, percent, rowsOf, runTrial, type Trial } from '../trial.ts';

interface Entrant {
  readonly make: (options: { readonly learningRate: number }) => Optimizer;
  /** Tried in short runs; the best one races. */
  readonly rates: readonly number[];
}

const entrants: Readonly<Record<string, Entrant>> = {
  GD: { make: sgd, rates: [0.05, 0.2, 0.5] },
  momentum: { make: momentum, rates: [0.02, 0.05, 0.1] },
  Nesterov: { make: nesterov, rates: [0.02, 0.05, 0.1] },
  AdaGrad: { make: adagrad, rates: [0.003, 0.01, 0.03] },
  RMSProp: { make: rmsprop, rates: [0.0003, 0.001, 0.003] },
  Adam: { make: adam, rates: [0.0003, 0.001, 0.003] },
};

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const data = lab.full ? train : rowsOf(train, 0, 10_000);
  const [width, epochs, tryEpochs] = lab.full ? [1000, 20, 2] : [200, 10, 2];
  const network = digitNetwork([width, width], (units) =>
    flow(dense(units, { kernelInit: heNormal }), relu(), dropout(0.5)),
  );
  const names = Object.keys(entrants);
  const trials: Record<string, Trial> = {};
  const rates: Record<string, number> = {};
  for (const [i, name] of names.entries()) {
    const { make, rates: candidates } = entrants[name]!;
    const race = (learningRate: number, label: string, among: number) =>
      runTrial(lab, label, {
        network,
        optimizer: make({ learningRate }),
        train: data,
        test,
        epochs: among,
        batchSize: 128,
        place: [i, names.length],
      });
    const tried: { readonly rate: number; readonly loss: number }[] = [];
    for (const rate of candidates) {
      const { epochs: reports, failure } = await race(rate, `${name} at ${rate}`, tryEpochs);
      tried.push({ rate, loss: failure === undefined ? reports.at(-1)!.trainLoss : Infinity });
    }
    rates[name] = tried.reduce((best, one) => (one.loss < best.loss ? one : best)).rate;
    trials[name] = await race(rates[name], name, epochs);
  }
  const losses = names.map((name) => trials[name]!.epochs.at(-1)!.trainLoss);
  const lossOf = (name: string): number => losses[names.indexOf(name)]!;
  const order = [...names].sort((a, b) => lossOf(a) - lossOf(b));
  return {
    verdict: verdictOf([
      order[0] === 'Adam',
      lossOf('momentum') < lossOf('GD'),
      lossOf('Nesterov') < lossOf('GD'),
      lossOf('RMSProp') < lossOf('GD'),
    ]),
    ours: order.join(' < '),
    finding: `784-${width}-${width}-10 with ReLU and dropout, ${data.x.shape[0]!.toLocaleString('en-US')} digits, batches of 128; for each optimizer the best of three rates after ${tryEpochs} epochs. Training loss and test error after ${epochs} epochs: ${order
      .map(
        (name) =>
          `${name} (${rates[name]}) ${lossOf(name).toFixed(3)}, ${percent(trials[name]!.error, 1)}`,
      )
      .join('; ')}.`,
    figures: { width, epochs, examples: data.x.shape[0], rates, trials },
    chart: curvesOf(trials, 'trainLoss'),
  } as const;
};

export const optimizerRace: Experiment = {
  name: 'optimizers',
  title: 'The optimizer race',
  claim:
    'Adam has the lowest training loss on digits with dropout; momentum, Nesterov and RMSProp beat plain gradient descent.',
  source: 'the lecture, part 3; Kingma & Ba (2015), figure 2',
  published: 'Adam < Nesterov, RMSProp < AdaGrad',
  run,
};
