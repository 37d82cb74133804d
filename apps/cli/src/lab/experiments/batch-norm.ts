import { batchNorm, dense, sigmoid } from '@puregrad/layers';
import { sgd } from '@puregrad/optimizers';
import { flow } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { type Block, digitNetwork, gaussian, layersOf } from '../networks.ts';
import { curvesOf, percent, rowsOf, runTrial, type Trial } from '../trial.ts';

/** Small random Gaussian values, as the paper has it. */
const kernelInit = gaussian(0.1);

const blocks: Readonly<Record<string, Block>> = {
  'with batch norm': (width) =>
    flow(dense(width, { kernelInit, useBias: false }), batchNorm(), sigmoid()),
  'without batch norm': (width) => flow(dense(width, { kernelInit }), sigmoid()),
};

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const data = lab.full ? train : rowsOf(train, 0, 12_000);
  // The paper makes 50,000 steps.
  const epochs = lab.full ? 50 : 15;
  const trials: Record<string, Trial> = {};
  for (const [i, name] of Object.keys(blocks).entries())
    trials[name] = await runTrial(lab, name, {
      network: digitNetwork(layersOf(3, 100), blocks[name]!, kernelInit),
      optimizer: sgd({ learningRate: 0.1 }),
      train: data,
      test,
      epochs,
      batchSize: 60,
      place: [i, 2],
    });
  const [normed, plain] = Object.values(trials) as [Trial, Trial];
  const reaches = normed.epochs.find(({ testError }) => testError <= plain.error)?.epoch;
  return {
    verdict: verdictOf([normed.error < plain.error, reaches !== undefined && reaches < epochs / 2]),
    ours: `${percent(1 - normed.error, 1)} with, ${percent(1 - plain.error, 1)} without; level after epoch ${reaches ?? '–'} of ${epochs}`,
    finding: `Three layers of 100 sigmoid units, small Gaussian weights, batches of 60, gradient descent with rate 0.1, ${data.x.shape[0]!.toLocaleString('en-US')} digits. After ${epochs} epochs the network with batch norm has ${percent(1 - normed.error)} of the test digits right, the one without ${percent(1 - plain.error)}, which the first had reached in epoch ${reaches ?? '–'}.`,
    figures: { epochs, examples: data.x.shape[0], trials },
    chart: curvesOf(trials, 'testError'),
  } as const;
};

export const batchNormExperiment: Experiment = {
  name: 'batch-norm',
  title: 'Sigmoid layers with and without batch normalization',
  claim:
    'With batch normalization a network of three sigmoid layers trains faster, and to a higher accuracy.',
  source: 'Ioffe & Szegedy (2015), figure 1',
  published: 'faster, and higher in the end',
  run,
};
