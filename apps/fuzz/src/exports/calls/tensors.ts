import { compile, ones, referenceEngine, type Tensor, tensor } from '@puregrad/tensors';
import { bind } from '@puregrad/tensors/interpreters';
import { type Call, type Calls, call, notCalled } from '../call.ts';
import { images, labels, matrix, seed, vector, whole } from '../values.ts';

/** The second form of operations: the tensor comes last. */
const onMatrix = {
  // With a tensor in place of the options it is the first form, and has its result.
  use: (f: Tensor | ((x: Tensor) => Tensor)) => (typeof f === 'function' ? f(matrix()) : f),
};

const unary = call(() => [matrix()], { also: { 0: ['number'] } });
const ofTensor = call(() => [matrix()], { also: { 0: ['number'] } });
const binary = [
  ...call(() => [matrix(), vector()], { also: { 0: ['number'], 1: ['number'] } }),
  ...call(() => [2], { ...onMatrix, also: { 0: ['tensor'] } }),
];
const withOptions = (options: object, also: Call['also'] = {}): readonly Call[] => [
  ...call(() => [matrix(), options], {
    also: {
      // The options alone are its second form.
      0: ['object', 'number'],
      ...Object.fromEntries(Object.entries(also).map(([name, kinds]) => [`1.${name}`, kinds])),
    },
  }),
  ...call(() => [options], {
    ...onMatrix,
    also: {
      0: ['tensor'],
      ...Object.fromEntries(Object.entries(also).map(([name, kinds]) => [`0.${name}`, kinds])),
    },
  }),
];
const reduction = withOptions({ axes: 1, keepDims: true }, { axes: ['array'] });
const withAxis = withOptions({ axis: 0 });
const kernel = (): Tensor => tensor([1, 2, 3, 4], { shape: [2, 2, 1, 1] });
/** Settings of windows: a number, or a pair. */
const settings = (...names: readonly string[]): Pick<Call, 'also'> => ({
  also: Object.fromEntries(
    names.flatMap((name) => [1, 2].map((at) => [`${at}.${name}`, ['number', 'array'] as const])),
  ),
});
const pool = call(
  () => [
    images(),
    {
      window: [2, 2],
      strides: 1,
      padding: [
        [0, 1],
        [1, 0],
      ],
    },
  ],
  settings('window', 'strides'),
);
const aClass = notCalled('a class');
const shaped = (...more: readonly unknown[]): readonly Call[] => call(() => [[2, 1], ...more]);
const twice = (x: Tensor): Tensor => bind('add', {}, [x, x]);

export const tensors: Calls<typeof import('@puregrad/tensors')> = {
  compile: call(() => [twice, { donate: [0], engine: whole(referenceEngine()) }], {
    use: (f: (x: Tensor) => Tensor) => f(matrix()),
  }),
  defaultEngine: call(() => []),
  describe: call(() => [whole(referenceEngine())]),
  explain: call(() => [compile(twice), matrix()]),
  showGraph: call(() => [whole(compile(twice).inspect(matrix()).graph)]),
  referenceEngine: call(() => []),
  flow: notCalled('of fp-ts'),
  pipe: notCalled('of fp-ts'),
  read: call(() => [{ a: matrix() }], { also: { '0': ['any'], '0.a': ['any'] } }),
  showShape: call(() => [[2, 3]], { also: { 0: ['any'], '0.0': ['any'], '0.1': ['any'] } }),
  // Asked for each tensor, it trusts the lengths, which `assertShape` has seen.
  sizeOf: call(() => [[2, 3]], { fixed: ['0.'] }),
  isTensor: call(() => [matrix()], { also: { 0: ['any'] } }),
  Tensor: aClass,
  wasmEngine: call(() => [{ threads: 1, deterministic: true }]),
  tensor: [
    ...call(() => [[[1], [2]], { shape: [2], dtype: 'float32' }], {
      also: {
        0: ['number', 'typed array'],
        '0.0': ['number'],
        '0.1': ['number'],
        '0.0.0': ['NaN', 'array'],
        '0.1.0': ['NaN'],
      },
    }),
    ...call(() => [new Float64Array(2), { dtype: 'int32' }], { fixed: ['0'] }),
  ],
  adopt: call(() => [new Float32Array(2), [2]], { fixed: ['0'] }),
  full: shaped(3, { dtype: 'int32' }),
  scalar: call(() => [3, { dtype: 'int32' }]),
  zeros: shaped({ dtype: 'int32' }),
  ones: shaped({ dtype: 'int32' }),
  zerosLike: ofTensor,
  onesLike: ofTensor,
  arange: call(() => [3, { dtype: 'int32' }]),
  linspace: call(() => [0, 1, 3, { dtype: 'float64' }]),
  eye: call(() => [2, { dtype: 'int32' }]),
  PuregradError: aClass,
  ShapeError: aClass,
  DTypeError: aClass,
  SymbolicTensorError: aClass,
  DonatedTensorError: aClass,
  DeviceTensorError: aClass,
  DeviceError: aClass,
  TreeError: aClass,
  ArgumentError: aClass,
  relu: ofTensor,
  elu: withOptions({ alpha: 1 }),
  leakyRelu: withOptions({ alpha: 0.1 }),
  prelu: call(() => [matrix(), vector()], { also: { 0: ['number'], 1: ['number'] } }),
  selu: ofTensor,
  gelu: withOptions({ approximate: true }),
  softsign: ofTensor,
  silu: ofTensor,
  mish: ofTensor,
  logSigmoid: ofTensor,
  hardSigmoid: withOptions({ slope: 0.2 }),
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  divideNoNaN: binary,
  pow: binary,
  maximum: binary,
  minimum: binary,
  neg: unary,
  abs: unary,
  sign: unary,
  floor: unary,
  exp: unary,
  expm1: unary,
  log: unary,
  log1p: unary,
  sqrt: unary,
  sin: unary,
  cos: unary,
  tanh: unary,
  erf: unary,
  sigmoid: unary,
  softplus: unary,
  square: unary,
  equal: binary,
  notEqual: binary,
  less: binary,
  lessEqual: binary,
  greater: binary,
  greaterEqual: binary,
  isNaN: unary,
  isFinite: unary,
  where: call(() => [labels(), 1, vector()], {
    also: { 1: ['tensor'], 2: ['number'] },
  }),
  clip: call(() => [matrix(), { min: 1, max: 2 }]),
  cast: [...call(() => [matrix(), 'int32']), ...call(() => ['int32'], onMatrix)],
  stopGradient: ofTensor,
  take: call(() => [matrix(), labels(), { axis: 1 }]),
  scatterAdd: call(() => [matrix(), labels(), { axis: 1, size: 3 }]),
  patches: call(
    () => [images(), { window: [2, 2], strides: [1, 2], dilations: 1, padding: 'same' }],
    settings('strides', 'window', 'dilations'),
  ),
  conv2d: call(
    () => [images(), kernel(), { strides: [1, 2], padding: 'same', dilations: 1, groups: 1 }],
    settings('strides', 'dilations'),
  ),
  maxPool2d: pool,
  averagePool2d: pool,
  oneHot: call(() => [labels(), { classes: 2, dtype: 'float32' }]),
  matmul: [
    ...call(() => [matrix(), matrix(), { transposeA: true, transposeB: true }]),
    ...call(() => [matrix()], onMatrix),
  ],
  reshape: [...call(() => [matrix(), [4, 1]]), ...call(() => [[4, 1]], onMatrix)],
  broadcastTo: [...call(() => [matrix(), [3, 2, 2]]), ...call(() => [[3, 2, 2]], onMatrix)],
  transpose: call(() => [matrix(), [1, 0]]),
  slice: call(() => [matrix(), [0, 1], [1, 2]]),
  pad: call(() => [matrix(), [0, 1], [1, 2]]),
  reverse: [
    ...call(() => [matrix(), 0], { also: { 1: ['array'] } }),
    ...call(() => [matrix(), [0]], { also: { 1: ['number'] } }),
  ],
  expandDims: [...call(() => [matrix(), 0]), ...call(() => [0], onMatrix)],
  squeeze: [
    ...call(() => [ones([1, 2]), 0], { also: { 1: ['array'] } }),
    ...call(() => [ones([1, 2]), [0]], { also: { 1: ['number'] } }),
  ],
  concat: call(() => [[matrix(), matrix()], { axis: 1 }]),
  stack: call(() => [[matrix(), matrix()], { axis: 1 }]),
  safeSqrt: ofTensor,
  norm: reduction,
  standardDeviation: reduction,
  sum: reduction,
  mean: reduction,
  max: reduction,
  min: reduction,
  variance: reduction,
  argMax: withAxis,
  argMin: withAxis,
  logSumExp: reduction,
  logSoftmax: withAxis,
  softmax: withAxis,
  allClose: call(() => [matrix(), matrix(), { rtol: 0, atol: 0, equalNaN: true }], {
    also: { 0: ['any'], 1: ['any'] },
  }),
  fromJSON: call(() => [JSON.stringify(matrix())], { also: { 0: ['any'] } }),
  requireChosen: call(() => ['f', () => true, { a: matrix() }], {
    also: { 0: ['any'], 2: ['any'], '2.a': ['any'] },
  }),
  randomBits: call(() => [seed(), [2]]),
  uniform: call(() => [seed(), [2], { min: 0, max: 1, dtype: 'float32' }]),
  normal: call(() => [seed(), [2], { mean: 0, std: 1, dtype: 'float32' }]),
  truncatedNormal: call(() => [seed(), [2], { mean: 0, std: 1, limit: 2, dtype: 'float32' }]),
  bernoulli: call(() => [seed(), 0.5, [2]]),
  permutation: call(() => [seed(), 3]),
  key: call(() => [1]),
  threefry2x32: call(() => [seed(), tensor([0, 1], { dtype: 'int32' }), { rounds: 20 }]),
  splitKeys: call(() => [seed(), 2]),
  split: call(() => [seed(), 2]),
  foldIn: call(() => [seed(), 2], { also: { 1: ['tensor'] } }),
  mapTree: call(() => [{ a: [matrix()] }, twice], {
    also: { 0: ['any'], '0.a': ['any'], '0.a.0': ['any'] },
  }),
  zipTrees: call(() => [{ a: matrix() }, { a: vector() }, (a: Tensor) => a]),
  zipAllTrees: call(() => [[{ a: matrix() }, { a: vector() }], ([a]: readonly Tensor[]) => a], {
    also: { '0.0': ['any'], '0.0.a': ['any'], '0.1': ['any'], '0.1.a': ['any'] },
  }),
  leavesWithPaths: call(() => [{ a: matrix() }], { also: { 0: ['any'], '0.a': ['any'] } }),
  requireLeaves: call(() => ['a', 'b', { w: matrix() }], {
    also: { 0: ['any'], 1: ['any'], 2: ['names', 'tensor', 'array'], '2.w': ['array', 'object'] },
  }),
  leaves: call(() => [{ a: matrix() }], { also: { 0: ['any'], '0.a': ['any'] } }),
  withLeaves: call(() => [{ a: matrix(), b: 1 }, [vector()]], {
    also: { 0: ['any'], '0.a': ['any'], '0.b': ['any'] },
  }),
};
