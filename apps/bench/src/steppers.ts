import { batches, type Dataset } from '@puregrad/data';
import type { Network } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { adam } from '@puregrad/optimizers';
import { compile, key } from '@puregrad/tensors';
import { initialState, trainingStep } from '@puregrad/trainer';

/** Training steps of one network over one dataset, one at each call, as the trainer makes them. */
export interface Stepper {
  readonly step: () => void;
  readonly traceCount: () => number;
}

interface Run {
  readonly network: Network;
  readonly data: Dataset;
  readonly batchSize: number;
}

const folded = ({ network, data, batchSize }: Run, compiled: boolean): Stepper => {
  const optimizer = adam();
  const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: {} };
  const eager = trainingStep(objective, optimizer);
  const program = compile(eager);
  const run = compiled ? program : eager;
  const rows = batches(data.y.size, batchSize, { key: key(2), dropLast: true });
  let state = initialState(objective, optimizer, { init: key(0), steps: key(1) });
  let next = 0;
  return {
    step: () => {
      [state] = run(state, data, rows[next++ % rows.length]!);
    },
    traceCount: () => program.traceCount,
  };
};

export const compiledStepper = (run: Run): Stepper => folded(run, true);
export const eagerStepper = (run: Run): Stepper => folded(run, false);
