import { dense, heNormal, relu } from '@puregrad/layers';
import { adam } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { flow } from '@puregrad/tensors';
import { minimum } from '../../extremes.ts';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { digitNetwork } from '../networks.ts';
import { percent, rowsOf, runTrial } from '../trial.ts';

const network = digitNetwork([300, 300], (width) =>
  flow(dense(width, { kernelInit: heNormal }), relu()),
);

const run = async (lab: Lab) => {
  const { train, test } = await lab.digits();
  const examples = lab.full ? 10_000 : 2000;
  const options = {
    network,
    optimizer: adam(),
    train: rowsOf(train, 0, examples),
    validation: rowsOf(train, 50_000, 5000),
    test,
    epochs: 50,
    batchSize: 50,
  };
  const patience = 5;
  const whole = await runTrial(lab, 'to the end', { ...options, place: [0, 2] });
  const stopped = await runTrial(lab, 'stopped early', {
    ...options,
    stop: earlyStopping({ patience }),
    place: [1, 2],
  });
  const losses = whole.epochs.map(({ testLoss }) => testLoss);
  const best = losses.indexOf(minimum(losses)) + 1;
  const end = stopped.epochs.length;
  return {
    verdict: verdictOf([
      best < losses.length / 2 && losses.at(-1)! > 1.2 * losses[best - 1]!,
      stopped.loss! < whole.loss!,
      end < losses.length,
    ]),
    ours: `turns in epoch ${best}, stops after ${end}; test loss ${stopped.loss!.toFixed(3)}, to the end ${whole.loss!.toFixed(3)}`,
    finding: `On ${examples.toLocaleString('en-US')} digits the validation loss falls until epoch ${best} (${losses[best - 1]!.toFixed(3)}) and then rises to ${losses.at(-1)!.toFixed(3)} in epoch ${losses.length}, while the training loss goes on to ${whole.epochs.at(-1)!.trainLoss.toExponential(0)}. With a patience of ${patience} the run ends after epoch ${end} in ${stopped.seconds} s in place of ${whole.seconds} s, and keeps the parameters of its best epoch: test loss ${stopped.loss!.toFixed(3)} against ${whole.loss!.toFixed(3)}. Of the digits it gets ${percent(stopped.error)} wrong, the network trained to the end ${percent(whole.error)}: more training still moves the boundary to the better, while the probabilities become ever too sure, which is what the loss sees.`,
    figures: { examples, patience, best, trials: { whole, stopped } },
    chart: {
      kind: 'lines',
      x: 'epoch',
      y: 'loss',
      logY: true,
      points: whole.epochs.flatMap(({ epoch, trainLoss, testLoss }) => [
        { x: epoch, y: trainLoss, of: 'training' },
        { x: epoch, y: testLoss, of: 'validation' },
      ]),
      mark: { x: end, text: 'stopped' },
    },
  } as const;
};

export const earlyStoppingExperiment: Experiment = {
  name: 'early-stopping',
  title: 'When to stop',
  claim:
    'The validation loss falls, turns and rises while the training loss still falls; stopping there keeps the better network, in less time.',
  source: 'the lecture, part 1; Goodfellow et al., section 7.8',
  published: 'the validation loss turns',
  run,
};
