import type { ActivationLayerName, InitializerName } from '@puregrad/layers/names';
import type { OptimizerName } from '@puregrad/optimizers/names';

/** The choices of a user on the playground. */
export interface Settings {
  readonly data: DataName;
  /** Of digits: whether a convolution and a pool come before the hidden layers. */
  readonly convolution: boolean;
  /** The number of hidden layers, and their width. */
  readonly depth: number;
  readonly width: number;
  /** Whether each hidden layer but the first is a residual block: x + layer(x). */
  readonly residual: boolean;
  readonly activation: ActivationLayerName;
  readonly initializer: InitializerName | 'small';
  readonly batchNorm: boolean;
  readonly dropout: number;
  readonly l2: number;
  /** 0 for none. */
  readonly maxNorm: number;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly engine: EngineName;
  readonly seed: number;
}

export const dataNames = ['digits', 'moons', 'circles', 'spirals', 'xor'] as const;
export type DataName = (typeof dataNames)[number];
export const engineNames = ['wasm', 'webgpu', 'webgl2'] as const;
export type EngineName = (typeof engineNames)[number];

export const digitSettings: Settings = {
  data: 'digits',
  convolution: false,
  depth: 1,
  width: 256,
  residual: false,
  activation: 'relu',
  initializer: 'heNormal',
  batchNorm: false,
  dropout: 0.2,
  l2: 0,
  maxNorm: 0,
  optimizer: 'adam',
  learningRate: 0.001,
  batchSize: 64,
  epochs: 20,
  engine: 'wasm',
  seed: 1,
};

export const toySettings: Settings = {
  ...digitSettings,
  data: 'moons',
  depth: 2,
  width: 16,
  activation: 'tanh',
  initializer: 'glorotNormal',
  dropout: 0,
  learningRate: 0.01,
  batchSize: 32,
  epochs: 100,
};

/** Eight layers of sigmoid units, whose first layers hardly learn. */
export const vanishingSettings: Settings = {
  ...toySettings,
  depth: 8,
  activation: 'sigmoid',
  optimizer: 'sgd',
  learningRate: 0.1,
  epochs: 40,
};

/** The largest absolute coordinate of toy sets and of their map. */
export const EXTENT = 1.9;
