/** A product of an `m × k` and a `k × n` matrix, either of which may be stored transposed. */
export interface Matmul {
  readonly kind: 'matmul';
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transpose: '' | 'AtB' | 'ABt';
}

interface NetworkWork {
  readonly sizes: readonly number[];
  readonly batch: number;
  /** With batch normalization, ELU and dropout after each hidden layer, instead of ReLU. */
  readonly rich: boolean;
  readonly dropoutRate: number;
}

/** Forward, loss, backward and Adam on a batch, loss read. */
export interface Step extends NetworkWork {
  readonly kind: 'step';
}

/**
 * The same of LeNet-5 with ReLU and maxima: two convolutions of 5 × 5 pixels, each followed by a pool of 2 × 2, and three
 * dense layers. `sizes` has the number of pixels, and the channels or units of each.
 */
export interface Lenet extends NetworkWork {
  readonly kind: 'lenet';
}

/** Logits of a batch. */
export interface Inference extends NetworkWork {
  readonly kind: 'inference';
}

/** An update of Adam alone. */
export interface Update {
  readonly kind: 'update';
  readonly size: number;
}

/** Training on MNIST until the test accuracy is reached. */
export interface Mnist extends NetworkWork {
  readonly kind: 'mnist';
  readonly target: number;
}

export type Work = Matmul | Step | Lenet | Inference | Update | Mnist;

export const matmul = (
  m: number,
  k: number,
  n: number,
  transpose: Matmul['transpose'] = '',
): Matmul => ({
  kind: 'matmul',
  m,
  k,
  n,
  transpose,
});

export const step = (sizes: readonly number[], batch: number, rich = false): Step => ({
  kind: 'step',
  sizes,
  batch,
  rich,
  dropoutRate: rich ? 0.2 : 0,
});

const lenet = (batch: number): Lenet => ({
  kind: 'lenet',
  sizes: [28 * 28, 6, 16, 120, 84, 10],
  batch,
  rich: false,
  dropoutRate: 0,
});

const inference = (sizes: readonly number[], batch: number): Inference => ({
  kind: 'inference',
  sizes,
  batch,
  rich: false,
  dropoutRate: 0,
});

export const nameOf = (work: Work): string => {
  switch (work.kind) {
    case 'matmul':
      return `matmul ${work.m}x${work.k}x${work.n}${work.transpose && ` ${work.transpose}`}`;
    case 'step':
      return `step [${work.sizes}] b${work.batch} adam${work.rich ? ' bn dropout elu' : ''}`;
    case 'lenet':
      return `step lenet-5 b${work.batch} adam`;
    case 'inference':
      return `inference [${work.sizes}] b${work.batch}`;
    case 'update':
      return `update adam ${work.size / 1e6}M`;
    case 'mnist':
      return `time to ${100 * work.target}% mnist`;
  }
};

const nets: readonly (readonly [sizes: readonly number[], batch: number])[] = [
  [[4, 8, 3], 32],
  [[784, 128, 10], 64],
  [[784, 512, 256, 10], 128],
  [[784, 1024, 1024, 10], 256],
];

/** The work of all subjects. */
export const works: readonly Work[] = [
  ...[64, 128, 256, 512, 1024].map((size) => matmul(size, size, size)),
  // The first layers of the middle nets: forward, and the gradients of weights and of inputs.
  ...[
    [64, 784, 128],
    [128, 784, 512],
  ].flatMap(([batch, fanIn, fanOut]) => [
    matmul(batch!, fanIn!, fanOut!),
    matmul(fanIn!, batch!, fanOut!, 'AtB'),
    matmul(batch!, fanOut!, fanIn!, 'ABt'),
  ]),
  ...nets.map(([sizes, batch]) => step(sizes, batch)),
  ...nets.map(([sizes, batch]) => step(sizes, batch, true)),
  lenet(128),
  inference([784, 512, 256, 10], 1),
  inference([784, 512, 256, 10], 1024),
  { kind: 'update', size: 1_000_000 },
];

export const mnist: Mnist = {
  kind: 'mnist',
  sizes: [784, 512, 256, 10],
  batch: 128,
  rich: false,
  dropoutRate: 0,
  target: 0.98,
};

/** The growth of a step with the width of the network, and with its batch. */
export const growth = {
  width: [16, 32, 64, 128, 256, 512, 1024, 2048].map((width) => step([784, width, width, 10], 128)),
  batch: [1, 4, 16, 64, 256, 1024].map((batch) => step([784, 256, 256, 10], batch)),
};

/** Weights and biases of a net. */
export const parametersOf = ({ sizes }: NetworkWork): number =>
  sizes.slice(1).reduce((sum, width, i) => sum + width * (sizes[i]! + 1), 0);
