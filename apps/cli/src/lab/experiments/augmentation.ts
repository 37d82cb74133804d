import { dense, heNormal, input, relu } from '@puregrad/layers';
import { adam, cosineDecay } from '@puregrad/optimizers';
import {
  type Augmentation,
  composeAugmentations,
  elasticDistortion,
  onFlat,
  randomRotation,
  randomShift,
  randomZoom,
} from '@puregrad/regularizers';
import { pipe } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { curvesOf, percent, rowsOf, runTrial, type Trial } from '../trial.ts';

const affine = composeAugmentations(
  randomShift({ dx: 1.5, dy: 1.5 }),
  randomRotation({ degrees: 10 }),
  randomZoom({ factor: 1.1 }),
);
const elastic = composeAugmentations(affine, elasticDistortion({ alpha: 34, sigma: 4 }));

const distortions: Readonly<Record<string, Augmentation | undefined>> = {
  elastic,
  affine,
  none: undefined,
};

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const data = lab.full ? train : rowsOf(train, 0, 6000);
  const [width, epochs, batchSize] = lab.full ? [800, 50, 128] : [256, 15, 64];
  const steps = epochs * Math.ceil(data.x.shape[0]! / batchSize);
  const kernelInit = heNormal;
  const network = pipe(
    input(784),
    dense(width, { kernelInit }),
    relu(),
    dense(width, { kernelInit }),
    relu(),
    dense(10),
  );
  const trials: Record<string, Trial> = {};
  const names = Object.keys(distortions);
  for (const [i, name] of names.entries()) {
    const distort = distortions[name];
    trials[name] = await runTrial(lab, name, {
      network,
      optimizer: adam({ learningRate: cosineDecay({ from: 0.001, steps }) }),
      ...(distort && { augment: onFlat({ height: 28, width: 28 }, distort) }),
      train: data,
      test,
      epochs,
      batchSize,
      place: [i, names.length],
    });
  }
  const [bent, moved, plain] = names.map((name) => trials[name]!.error) as [number, number, number];
  const missed = (name: string): string => percent(trials[name]!.epochs.at(-1)!.trainError);
  return {
    verdict: verdictOf([moved < plain, bent < moved, ...(lab.full ? [bent <= 0.009] : [])]),
    ours: [plain, moved, bent].map((error) => percent(error)).join(' → '),
    finding: `Test error of 784-${width}-${width}-10 with ReLU after ${epochs} epochs${lab.full ? '' : ' on the first 6,000 digits'}: ${percent(plain)} on the images as they are, ${percent(moved)} with random shifts, turns and sizes, ${percent(bent)} with elastic distortions too (α = 34, σ = 4 pixels). Each epoch sees every image anew; the last epoch counts, nothing is chosen by the test digits.${bent < moved ? '' : ` Elastic distortions on top of the others gain nothing in so many epochs: of their own training images ${missed('elastic')} were wrong in the last one, of the affine ones ${missed('affine')}.`}`,
    figures: { width, epochs, batchSize, examples: data.x.shape[0], trials },
    chart: curvesOf(trials, 'testError', {
      ...(lab.full ? { published: { y: 0.007, text: 'published, elastic: 0.7 %' } } : {}),
    }),
  } as const;
};

export const augmentationExperiment: Experiment = {
  name: 'augmentation',
  title: 'Training on distorted digits',
  claim:
    'A plain network errs less where its training images are distorted at random, elastically most of all.',
  source: 'Simard, Steinkraus & Platt (ICDAR 2003), table 1',
  published: '1.6 % → 1.1 % → 0.7 %',
  run,
};
