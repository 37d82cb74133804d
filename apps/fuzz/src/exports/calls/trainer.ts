import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kinds } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import { adam, reduceOnPlateau, sgd } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { key, referenceEngine, type Tensor } from '@puregrad/tensors';
import {
  type Checkpoint,
  encodeModel,
  encodeTensors,
  type evaluator,
  initialState,
  type predictor,
  type TrainingEvent,
  type train,
  type trainingStep,
} from '@puregrad/trainer';
import { type Calls, call, notCalled } from '../call.ts';
import { data, labels, matrix, network, variables, whole } from '../values.ts';
import { drain } from './search.ts';

const folder = mkdtempSync(join(tmpdir(), 'puregrad-exports-'));
const objective = () => ({
  network: network(),
  loss: sparseSoftmaxCrossEntropy,
  metrics: { accuracy },
  classWeights: [1, 2],
  weighting: 'mean',
  augment: (_: Tensor, x: Tensor) => x,
});
const judged = () => ({
  network: network(),
  loss: sparseSoftmaxCrossEntropy,
  metrics: { accuracy },
});
const model = () => whole({ ...variables(), network: network(), notes: { a: 'b' } });
const optimizer = () => whole(sgd());
const training = () =>
  whole(initialState({ network: network() }, sgd(), { init: key(1), steps: key(2) }));
const engine = whole(referenceEngine());
const totals = { loss: 1, metrics: {}, penalty: 0, weight: 2, layers: { steps: 0, sums: [] } };
const checkpoint = (): Checkpoint =>
  whole({
    identity: {
      seed: 1,
      batchSize: 2,
      examples: 2,
      network: { input: 2, layers: [] },
    },
    training: training(),
    epoch: 1,
    batch: 0,
    totals,
    skipped: 0,
    skippedInRow: 0,
    watch: undefined,
    plateau: undefined,
    history: [],
  });
const report = () =>
  whole({
    epoch: 1,
    training: { loss: 1, metrics: {}, penalty: 0 },
    layers: [],
    skipped: 0,
    seconds: 1,
    examplesPerSecond: 2,
  });
const fitOptions = () => ({
  network: network(),
  optimizer: whole(adam()),
  train: data(),
  validation: data(),
  loss: sparseSoftmaxCrossEntropy,
  metrics: { accuracy },
  epochs: 1,
  batchSize: 2,
  dropLast: false,
  augment: (_: Tensor, x: Tensor) => x,
  classWeights: [1, 2],
  weighting: 'mean',
  stop: whole(earlyStopping()),
  plateau: whole(reduceOnPlateau()),
  monitor: 'loss',
  observeEvery: 1,
  skipNonFinite: 1,
  seed: 1,
  checkpointEvery: 1,
  readEvery: 1,
  engine,
});
const fitAlso = {
  '0.metrics': ['array'],
  '0.checkpointEvery': ['string'],
  '0.resume': ['object'],
} as const;
const task = { use: (run: () => Promise<unknown>) => run() };
export const trainer: Calls<typeof import('@puregrad/trainer')> = {
  decodeCheckpoint: call(
    () => [new Uint8Array(9), { network: network(), optimizer: optimizer() }],
    { left: true, fixed: ['0'] },
  ),
  encodeCheckpoint: call(() => [checkpoint()]),
  diagnose: call(() => [[report()]]),
  showFindings: call(() => [
    whole([{ ailment: 'overfitting', layer: 'a', epoch: 1, evidence: 'b', remedies: ['c'] }]),
  ]),
  evaluator: [
    ...call(() => [judged(), { batchSize: 2, engine }], {
      use: (f: (v: unknown, d: unknown) => unknown) => f(variables(), data()),
    }),
    ...call(() => [{ ...variables() }, data()], {
      of: (make: typeof evaluator) => make(judged(), { engine }),
    }),
  ],
  predictor: [
    ...call(() => [{ network: network() }, { batchSize: 2, engine }], {
      use: (f: (v: unknown, x: Tensor) => unknown) => f(variables(), matrix()),
    }),
    ...call(() => [{ ...variables() }, matrix()], {
      of: (make: typeof predictor) => make({ network: network() }, { engine }),
    }),
  ],
  findLearningRate: call(
    () => [
      {
        objective: judged(),
        optimizer: (learningRate: number) => sgd({ learningRate }),
        train: data(),
        from: 1e-3,
        to: 1,
        steps: 3,
        batchSize: 2,
        seed: 1,
        engine,
      },
    ],
    { long: ['0.steps'] },
  ),
  fit: call(() => [fitOptions()], { ...drain, also: fitAlso, long: ['0.epochs'] }),
  decodeModel: call(() => [encodeModel(model()), { kinds, parts: true }], { fixed: ['0'] }),
  encodeModel: call(() => [model(), { kinds }]),
  variablesFor: call(() => [network(), model()]),
  decodeTensors: call(() => [encodeTensors({ tensors: {}, metadata: {} })], { fixed: ['0'] }),
  encodeTensors: call(() => [{ tensors: { a: matrix() }, metadata: { b: 'c' } }]),
  train: call(
    () => [
      { network: network(), optimizer: optimizer(), epochs: 1, engine },
      (_: TrainingEvent) => {},
    ],
    { use: (learn: ReturnType<typeof train>) => learn(data())(), long: ['0.epochs'] },
  ),
  initialState: call(() => [{ network: network() }, optimizer(), { init: key(1), steps: key(2) }]),
  trainingStep: [
    ...call(() => [{ ...training() }, data(), labels()], {
      of: (make: typeof trainingStep) => make(judged(), optimizer()),
    }),
    ...call(
      () => [
        objective(),
        optimizer(),
        { observe: true, sharpness: { rho: 0.1 }, skipNonFinite: true },
      ],
      {
        use: (step: (...args: readonly unknown[]) => unknown) => step(training(), data(), labels()),
      },
    ),
  ],
};

export const node: Calls<typeof import('@puregrad/trainer/node')> = {
  removeStaleTemporaries: call(() => [join(folder, 'a')], { fixed: ['0'] }),
  lockFile: notCalled('a lock outlasts the call'),
  writeFileAtomically: call(() => [join(folder, 'a'), Uint8Array.of(1)], {
    ...task,
    fixed: ['0', '1'],
  }),
  loadCheckpoint: call(() => ['no/such/file', { network: network(), optimizer: optimizer() }], {
    ...task,
    left: true,
    fixed: ['0'],
  }),
  previousOf: call(() => ['a']),
  saveCheckpoint: call(() => [join(folder, 'b'), checkpoint()], { ...task, fixed: ['0'] }),
  inWorkers: call(() => ['file:///no/such/module.mjs', { workers: 1, name: 'evaluate' }], {
    fixed: ['0', '1.workers'],
  }),
  callInWorkers: call(() => ['file:///no/such/module.mjs', { workers: 1, name: 'run' }], {
    fixed: ['0', '1.workers'],
  }),
  datasetDigest: call(() => [data()]),
  loadModel: call(() => ['no/such/file', { kinds, parts: true }], {
    ...{ ...task, left: true, fixed: ['0'] },
  }),
  saveModel: call(() => [join(folder, 'c'), model(), { kinds }], { ...task, fixed: ['0'] }),
};

export const auto: Calls<typeof import('@puregrad/trainer/auto')> = {
  auto: notCalled('no function'),
};
