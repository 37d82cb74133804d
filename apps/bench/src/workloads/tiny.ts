import { dense, input, relu } from '@puregrad/layers';
import { key, normal, pipe, tensor } from '@puregrad/tensors';
import { liveBytes } from '../heap.ts';
import { measure, perSecond } from '../measure.ts';
import type { Row } from '../row.ts';
import { compiledStepper, eagerStepper } from '../steppers.ts';

const examples = 320;
const run = {
  network: pipe(input(4), dense(8), relu(), dense(3)),
  data: {
    x: normal(key(1), [examples, 4]),
    y: tensor(Int32Array.from({ length: examples }, (_, i) => i % 3)),
  },
  batchSize: 32,
};

/** Where overhead is all there is: 4-8-3, compiled over 10,000 steps with its memory, and eager. */
export const tinyRows = (): readonly Row[] => {
  const { step, traceCount } = compiledStepper(run);
  for (let i = 0; i < 1000; i++) step();
  const before = liveBytes();
  const compiled = measure(step, { warmup: 0, samples: 10_000 });
  const after = liveBytes();
  const eager = measure(eagerStepper(run).step, { warmup: 200, samples: 500 });
  return [
    {
      work: `training step 4-8-3, batch ${run.batchSize}`,
      timing: compiled,
      figures: {
        'steps/s': perSecond(compiled),
        '× traced': traceCount(),
        'KB live before': before / 1024,
        'KB after': after / 1024,
      },
    },
    {
      work: 'the same, not compiled',
      timing: eager,
      figures: {
        'steps/s': perSecond(eager),
        '× the compiled time': eager.median / compiled.median,
      },
    },
  ];
};
