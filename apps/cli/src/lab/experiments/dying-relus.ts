import { dense, elu, heNormal, leakyRelu, relu, type SameShape } from '@puregrad/layers';
import { adam } from '@puregrad/optimizers';
import { flow } from '@puregrad/tensors';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { digitNetwork, layersOf } from '../networks.ts';
import { percent, rowsOf, runTrial, type Trial } from '../trial.ts';

const HIGH = 0.01;

const settings: Readonly<Record<string, readonly [() => SameShape, number]>> = {
  [`ReLU, rate ${HIGH}`]: [relu, HIGH],
  'ReLU, rate 0.001': [relu, 0.001],
  [`leaky ReLU, rate ${HIGH}`]: [() => leakyRelu({ alpha: 0.1 }), HIGH],
  [`ELU, rate ${HIGH}`]: [elu, HIGH],
};

/** The mean over hidden ReLU layers of the share of units that give 0 for a whole batch. */
const deadShares = ({ epochs }: Trial): readonly number[] =>
  epochs.map(({ layers }) => {
    const hidden = layers.filter(({ name }) => name.startsWith('relu'));
    return hidden.reduce((sum, { dead }) => sum + dead, 0) / Math.max(1, hidden.length);
  });

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const data = lab.full ? train : rowsOf(train, 0, 10_000);
  const epochs = lab.full ? 20 : 8;
  const trials: Record<string, Trial> = {};
  const names = Object.keys(settings);
  for (const [i, name] of names.entries()) {
    const [activation, learningRate] = settings[name]!;
    trials[name] = await runTrial(lab, name, {
      network: digitNetwork(layersOf(5, 100), (width) =>
        flow(dense(width, { kernelInit: heNormal }), activation()),
      ),
      optimizer: adam({ learningRate }),
      train: data,
      test,
      epochs,
      batchSize: 64,
      observeEvery: 10,
      place: [i, names.length],
    });
  }
  const [high, low, leaky, exponential] = names.map((name) => trials[name]!) as [
    Trial,
    Trial,
    Trial,
    Trial,
  ];
  const [dead, alive] = [high, low].map((trial) => deadShares(trial).at(-1) ?? 1) as [
    number,
    number,
  ];
  return {
    verdict: verdictOf([
      dead > 0.2,
      alive < dead / 2 && low.error < high.error,
      leaky.error < high.error,
      exponential.error < high.error,
    ]),
    ours: `${percent(dead, 0)} dead at rate ${HIGH}, ${percent(alive, 0)} at 0.001`,
    finding: `Five layers of 100 ReLU units, Adam with rate ${HIGH}: after ${epochs} epochs ${percent(dead, 0)} of the units give 0 for every example of a batch, and ${percent(high.error, 1)} of the test digits are wrong${high.failure === undefined ? '' : ` (${high.failure})`}. With a tenth of the rate ${percent(alive, 0)} are dead and ${percent(low.error, 1)} wrong; with the high rate, leaky ReLU (0.1 below 0, so that nothing can die) gets ${percent(leaky.error, 1)} wrong, ELU ${percent(exponential.error, 1)}.${exponential.error < high.error && leaky.error < high.error ? '' : ' At this rate the dead units cost the ReLU network little: those that live are enough for digits.'}`,
    figures: { epochs, deadShares: { high: deadShares(high), low: deadShares(low) }, trials },
    chart: {
      kind: 'lines',
      x: 'epoch',
      y: 'units that are 0 for a whole batch',
      format: '.0%',
      points: names
        .slice(0, 2)
        .flatMap((of) => deadShares(trials[of]!).map((y, i) => ({ x: i + 1, y, of }))),
    },
  } as const;
};

export const dyingRelus: Experiment = {
  name: 'dying-relus',
  title: 'Dying ReLUs, and their cure',
  claim:
    'At a high learning rate ReLU units die: they give 0 for every example and learn no more. Lower rates, leaky ReLU and ELU cure it.',
  source: 'the lecture, part 2; Géron, chapter 11',
  published: 'units die at the high rate',
  run,
};
