import { dense, input, relu } from '@puregrad/layers';
import { key, normal, pipe, tensor } from '@puregrad/tensors';
import { liveBytes } from '../heap.ts';
import { measure } from '../measure.ts';
import { perSecond, type Row } from '../row.ts';
import { compiledStepper, eagerStepper } from '../steppers.ts';

const STEPS = 10_000;
const count = 320;
const run = {
  network: pipe(input(4), dense(8), relu(), dense(3)),
  data: {
    x: normal(key(1), [count, 4]),
    y: tensor(Int32Array.from({ length: count }, (_, i) => i % 3)),
  },
  batchSize: 32,
};

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;

/** Where overhead is all there is: 4-8-3, compiled over 10,000 steps with its memory, and eager. */
export const tinyRows = (): readonly Row[] => {
  const compiled = compiledStepper(run);
  for (let i = 0; i < 1000; i++) compiled.step();
  const before = liveBytes();
  const timing = measure(compiled.step, { warmup: 0, samples: STEPS });
  const growth = liveBytes() - before;
  const eager = measure(eagerStepper(run).step, { warmup: 200, samples: 500 });
  return [
    {
      work: `training step 4-8-3, batch ${run.batchSize}, ${STEPS.toLocaleString('en-US')} times`,
      timing,
      notes: [
        `${perSecond(timing)} steps/s`,
        `traced ${compiled.traceCount()}×`,
        `memory ${growth < 0 ? '−' : '+'}${kilobytes(Math.abs(growth))}`,
      ],
    },
    {
      work: 'the same, not compiled',
      timing: eager,
      notes: [`${(eager.median / timing.median).toFixed(1)}× as long`],
    },
  ];
};
