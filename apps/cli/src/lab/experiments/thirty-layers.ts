import { dense, glorotNormal, heNormal, type Initializer, relu } from '@puregrad/layers';
import { momentum } from '@puregrad/optimizers';
import { flow } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { digitNetwork, layersOf } from '../networks.ts';
import { curvesOf, percent, rowsOf, runTrial, type Trial } from '../trial.ts';

const DEPTH = 30;
const inits: Readonly<Record<string, Initializer>> = { He: heNormal, Xavier: glorotNormal };

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const data = lab.full ? train : rowsOf(train, 0, 10_000);
  const [width, epochs] = lab.full ? [128, 20] : [64, 10];
  const trials: Record<string, Trial> = {};
  for (const [i, name] of Object.keys(inits).entries()) {
    const kernelInit = inits[name]!;
    trials[name] = await runTrial(lab, name, {
      network: digitNetwork(
        layersOf(DEPTH, width),
        (units) => flow(dense(units, { kernelInit }), relu()),
        kernelInit,
      ),
      optimizer: momentum({ learningRate: 0.003 }),
      train: data,
      test,
      epochs,
      batchSize: 64,
      place: [i, 2],
    });
  }
  const { He, Xavier } = trials as { readonly [name in 'He' | 'Xavier']: Trial };
  return {
    verdict: verdictOf([He.error < 0.2, Xavier.error > 0.5]),
    ours: `He ${percent(He.error, 1)} wrong, Xavier ${percent(Xavier.error, 1)}`,
    finding: `${DEPTH} layers of ${width} ReLU units, momentum with rate 0.003, ${data.x.shape[0]!.toLocaleString('en-US')} digits: after ${epochs} epochs the network that began with He's variance gets ${percent(He.error)} of the test digits wrong, the one with Xavier's ${percent(Xavier.error)} (guessing: 90 %). Xavier's loses a factor of √2 in each layer, 2¹⁵ in all, so that the first steps change next to nothing.`,
    figures: { depth: DEPTH, width, epochs, examples: data.x.shape[0], trials },
    chart: curvesOf(trials, 'testError', { logY: false, format: '.0%' }),
  } as const;
};

export const thirtyLayers: Experiment = {
  name: 'thirty-layers',
  title: 'Thirty layers of ReLU',
  claim:
    'A network of thirty ReLU layers trains with the initialization of He, and stalls with that of Xavier.',
  source: 'He et al., Delving Deep into Rectifiers (2015), figure 3',
  published: 'He converges, Xavier stalls',
  run,
};
