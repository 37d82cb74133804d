import { leaves, square, sub, sum, type Tensor, tensor } from '@puregrad/tensors';
import { type Call, type Calls, call, notCalled } from '../call.ts';
import { labels, matrix, seed, vector, whole } from '../values.ts';

const length = (x: unknown): Tensor => sum(square(leaves(x)[0]!));
const point = () => ({ w: vector() });
/** A tree has names of its own, and may be another tree. */
const aTree = {
  also: { 1: ['names', 'tensor', 'array', 'object'], '1.w': ['array', 'object'] },
} as const;
const ofPoint = { use: (f: (x: unknown) => unknown) => f(point()) };

export const autodiff: Calls<typeof import('@puregrad/autodiff')> = {
  stopGradient: call(() => [matrix()]),
  jvp: call(() => [length, point(), point()]),
  vjp: call(() => [length, point()], aTree),
  checkGradients: call(() => [length, point(), { step: 1e-3, tolerance: 1e-2, seed: 1 }], aTree),
  valueAndGrad: call(
    () => [(x: ReturnType<typeof point>) => [length(x), 1], { hasAux: true }],
    ofPoint,
  ),
  grad: call(() => [length], ofPoint),
  hvp: call(() => [length, point(), point()]),
};

const probabilities = (): Tensor => square(square(vector()));
const loss = (
  predictions: () => Tensor,
  targets: () => Tensor,
  options: object = {},
  also: Call['also'] = {},
): readonly Call[] =>
  call(() => [predictions(), targets(), { reduction: 'mean', sampleWeights: [1, 2], ...options }], {
    also: { '2.sampleWeights': ['tensor'], ...also },
  });
const zeroOne = (): Tensor => square(sum(matrix(), { axes: 1 }));
const classes = { labelSmoothing: 0.1, classWeights: [1, 2] };
const classesAlso = { '2.classWeights': ['number', 'tensor'] } as const;

/** A loss of two arguments: the values that replace it may give anything, which its use finds out. */
const squares = (predictions: Tensor, targets: Tensor): Tensor => square(sub(predictions, targets));

export const losses: Calls<typeof import('@puregrad/losses')> = {
  headLosses: call(() => [{ kind: squares, age: { loss: squares, weight: 2 } }], {
    also: { 0: ['names'], '0.age': ['function'] },
    use: (f: (a: object, b: object) => Tensor) =>
      f({ kind: matrix(), age: vector() }, { kind: matrix(), age: vector() }),
  }),
  overMembers: call(() => [squares], {
    use: (f: (a: Tensor, b: Tensor) => Tensor) => f(matrix(), vector()),
  }),
  unreduced: call(() => [squares], {
    use: (f: (a: Tensor, b: Tensor) => unknown) => f(vector(), vector()),
  }),
  binaryCrossEntropy: loss(() => sum(matrix(), { axes: 1 }), zeroOne),
  hinge: loss(vector, vector, { labels01: false }),
  huber: loss(vector, vector, { delta: 1 }),
  klDivergence: call(() => [matrix(), matrix(), { fromLogits: true, reduction: 'mean' }]),
  meanAbsoluteError: loss(vector, vector),
  meanSquaredError: loss(vector, vector),
  sigmoidCrossEntropy: loss(
    vector,
    vector,
    { labelSmoothing: 0.1, posWeight: 2 },
    {
      '2.posWeight': ['array', 'tensor'],
    },
  ),
  sigmoidFocalLoss: loss(vector, probabilities, { gamma: 2, alpha: 0.25 }),
  softmaxCrossEntropy: loss(matrix, matrix, classes, classesAlso),
  softmaxFocalLoss: loss(matrix, labels, { gamma: 2, classWeights: [1, 2] }, classesAlso),
  sparseSoftmaxCrossEntropy: loss(matrix, labels, classes, classesAlso),
};

const judged = call(() => [matrix(), labels()]);
const scored = call(() => [vector(), labels()]);
const regression = call(() => [vector(), vector()]);
const onClasses = { use: (f: (a: Tensor, b: Tensor) => Tensor) => f(matrix(), labels()) };
const figure = call(() => [{ classes: 2, average: 'macro' }], onClasses);
const counts = { precision: 1, recall: 1, f1: 1, support: 1 };

export const metrics: Calls<typeof import('@puregrad/metrics')> = {
  accuracy: judged,
  averagePrecision: scored,
  balancedAccuracy: call(() => [{ classes: 2 }], onClasses),
  binaryAccuracy: scored,
  classReport: call(() => [matrix(), { names: ['a', 'b'] }]),
  showClassReport: call(() => [
    whole({
      classes: [{ name: 'a', ...counts }],
      macro: counts,
      weighted: counts,
      accuracy: 1,
    }),
  ]),
  headMetrics: call(() => [{ kind: { squares } }], {
    also: { 0: ['names'] },
    use: (metrics: { 'kind.squares': (a: object, b: object) => unknown }) =>
      metrics['kind.squares']({ kind: vector() }, { kind: vector() }),
  }),
  confusionMatrix: call(() => [matrix(), labels(), { classes: 2 }]),
  correct: judged,
  f1: figure,
  fBeta: call(() => [{ classes: 2, average: 'none', beta: 2 }], onClasses),
  logLoss: call(() => [square(square(matrix())), labels()]),
  modeOf: call(() => [() => matrix()]),
  withMode: call(() => ['max', () => matrix()]),
  precision: figure,
  recall: figure,
  mae: regression,
  mse: regression,
  rmse: regression,
  rSquared: regression,
  rocAuc: scored,
  rocCurve: scored,
  topK: call(() => [1], onClasses),
};

const columns = () => ({ name: 'a', start: 0, end: 1 });
export const importance: Calls<typeof import('@puregrad/metrics/importance')> = {
  permutationImportance: call(() => [
    (x: Tensor) => x.data[0],
    matrix(),
    { groups: [columns()], repeats: 2, key: seed() },
  ]),
  partialDependence: call(() => [
    (x: Tensor) => sum(x, { axes: 1 }),
    matrix(),
    columns(),
    tensor([[1]]),
  ]),
};

export const interpreters: Calls<typeof import('@puregrad/tensors/interpreters')> = {
  requireTensor: call(() => ['a', matrix()], { also: { 0: ['any'] } }),
  checkOptions: notCalled('the check itself, whose kinds are not an argument of users'),
  requireNumber: notCalled('the check itself, whose numbers may be any'),
  watch: notCalled('a step of state machines, which have checked its arguments'),
  bind: notCalled('below the operations, which have looked at its arguments'),
  nextLevel: call(() => []),
  release: call(() => [{ a: matrix() }], { also: { 0: ['any'], '0.a': ['any'] } }),
  TracedTensor: notCalled('a class'),
};

export const gpu: Calls<typeof import('@puregrad/tensors/gpu')> = {
  gpuModes: notCalled('no function'),
  gpuEngine: call(() => [{ mode: 'cpu' }], { use: (open: () => Promise<unknown>) => open() }),
};
