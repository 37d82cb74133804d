import { dense, relu, varianceScaling } from '@puregrad/layers';
import { before, clipByGlobalNorm, clipByValue, type Optimizer, sgd } from '@puregrad/optimizers';
import { flow } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { digitNetwork, layersOf } from '../networks.ts';
import { curvesOf, percent, rowsOf, runTrial, type Trial } from '../trial.ts';

/** Half as much again as He's deviation: each layer enlarges what passes it, forwards and backwards. */
const kernelInit = varianceScaling({ scale: 2 * 1.5 ** 2 });
const descent = sgd({ learningRate: 0.1 });

const optimizers: Readonly<Record<string, Optimizer>> = {
  'no clipping': descent,
  'global norm ≤ 1': before(clipByGlobalNorm(1))(descent),
  'each value within ±0.01': before(clipByValue(0.01))(descent),
};

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const data = lab.full ? train : rowsOf(train, 0, 10_000);
  const epochs = lab.full ? 20 : 10;
  const trials: Record<string, Trial> = {};
  const names = Object.keys(optimizers);
  for (const [i, name] of names.entries())
    trials[name] = await runTrial(lab, name, {
      network: digitNetwork(layersOf(10, 100), (width) =>
        flow(dense(width, { kernelInit }), relu()),
      ),
      optimizer: optimizers[name]!,
      train: data,
      test,
      epochs,
      batchSize: 64,
      place: [i, names.length],
    });
  const [free, byNorm, byValue] = Object.values(trials) as [Trial, Trial, Trial];
  return {
    verdict: verdictOf([free.error > 0.5, byNorm.error < 0.2, byValue.error < 0.2]),
    ours: `${free.failure === undefined ? `${percent(free.error, 0)} wrong without` : 'not finite without'}, ${percent(byNorm.error, 1)} and ${percent(byValue.error, 1)} wrong with clipping`,
    finding: `Ten layers of 100 ReLU units whose weights begin with one and a half times He's deviation, so that outputs and gradients are about 1.5¹⁰ = 58 times too large; gradient descent with rate 0.1. Without clipping: ${free.failure ?? `${percent(free.error)} of the test digits wrong after ${epochs} epochs`}. With the global norm clipped to 1 ${percent(byNorm.error)} are wrong after ${epochs} epochs, with each value clipped to ±0.01 ${percent(byValue.error)}. Clipping lets it train; it does not make a bad start a good one.`,
    figures: { epochs, examples: data.x.shape[0], trials },
    chart: curvesOf(trials, 'testError', { logY: false, format: '.0%' }),
  } as const;
};

export const clipping: Experiment = {
  name: 'clipping',
  title: 'Exploding gradients, clipped',
  claim:
    'Where gradients explode, gradient descent diverges; clipped gradients train the same network.',
  source: 'the lecture, part 2; Pascanu et al. (2013)',
  published: 'diverges without, trains with',
  run,
};
