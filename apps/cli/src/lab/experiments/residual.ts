import {
  dense,
  glorotNormal,
  type Initializer,
  input,
  type Network,
  repeat,
  residual,
  type Stage,
  sigmoid,
} from '@puregrad/layers';
import { momentum } from '@puregrad/optimizers';
import { flow, mul, pipe } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { gradientNorms } from '../gradient-norms.ts';
import { curvesOf, percent, rowsOf, runTrial, type Trial } from '../trial.ts';

const DEPTH = 30;

/** Xavier's weights are for a slope of 1. The sigmoid's is ¼ at most, which weights four times as large undo. */
const fourTimesXavier: Initializer = (key, shape, dtype) => mul(glorotNormal(key, shape, dtype), 4);

const sigmoidLayer = (width: number, kernelInit: Initializer): Stage<number, number> =>
  flow(sigmoid(), dense(width, { kernelInit }));

type Name = 'plain' | 'plain, larger weights' | 'residual';

/** What stands thirty times between the first layer and the last. */
const blocks: { readonly [N in Name]: (width: number) => Stage<number, number> } = {
  plain: (width) => sigmoidLayer(width, glorotNormal),
  'plain, larger weights': (width) => sigmoidLayer(width, fourTimesXavier),
  residual: (width) => residual(sigmoidLayer(width, glorotNormal)),
};

const networkWith = (name: Name, width: number): Network<number, number> =>
  pipe(
    input(784),
    dense(width, { kernelInit: glorotNormal }),
    repeat(DEPTH, blocks[name](width)),
    dense(10, { kernelInit: glorotNormal }),
  );

/** The gradient of the first block's weights over that of the last one's, before the first step. */
const shareOf = (norms: readonly number[]): number => norms[1]! / norms[DEPTH]!;

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const data = lab.full ? train : rowsOf(train, 0, 10_000);
  const [width, epochs] = lab.full ? [128, 20] : [64, 5];
  const names = Object.keys(blocks) as Name[];
  const trials: { [name: string]: Trial } = {};
  const norms: { [name: string]: readonly number[] } = {};
  for (const [i, name] of names.entries()) {
    const network = networkWith(name, width);
    norms[name] = gradientNorms(network, rowsOf(train, 0, 500), lab.seed);
    trials[name] = await runTrial(lab, name, {
      network,
      optimizer: momentum({ learningRate: 0.01 }),
      train: data,
      test,
      epochs,
      batchSize: 64,
      place: [i, names.length],
    });
  }
  const error = (name: Name) => trials[name]!.error;
  const share = (name: Name) => shareOf(norms[name]!).toPrecision(2);
  return {
    verdict: verdictOf([
      error('residual') < 0.2,
      error('plain') > 0.5,
      error('plain, larger weights') > 0.5,
    ]),
    ours: `residual ${percent(error('residual'), 1)} wrong, plain ${percent(error('plain'), 1)}`,
    finding: `${DEPTH} sigmoid layers of ${width} units, momentum with rate 0.01, ${data.x.shape[0]!.toLocaleString('en-US')} digits. After ${epochs} epochs the network of residual blocks gets ${percent(error('residual'))} of the test digits wrong. The same layers with the same variance of weights in a plain chain get ${percent(error('plain'))} wrong, and with weights four times as large, which undo the slope of ¼, ${percent(error('plain, larger weights'))} (guessing: 90 %). Before the first step, the gradient of the first block is ${share('residual')} times that of the last with residual blocks, and ${share('plain')} and ${share('plain, larger weights')} times without.`,
    figures: { depth: DEPTH, width, epochs, examples: data.x.shape[0], norms, trials },
    chart: curvesOf(trials, 'testError', { logY: false, format: '.0%' }),
  } as const;
};

export const residualExperiment: Experiment = {
  name: 'residual',
  title: 'Thirty layers of sigmoids, with and without residual blocks',
  claim:
    'A network of thirty sigmoid layers does not train; the same layers as residual blocks do.',
  source: 'He et al., Deep Residual Learning for Image Recognition (2016), figure 1',
  published: 'plain networks get worse with depth, residual ones do not',
  run,
};
