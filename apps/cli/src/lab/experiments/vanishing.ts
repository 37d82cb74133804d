import { grad } from '@puregrad/autodiff';
import {
  dense,
  elu,
  glorotNormal,
  heNormal,
  type Initializer,
  relu,
  type SameShape,
  sigmoid,
  tanh,
} from '@puregrad/layers';
import {
  add,
  flow,
  key,
  mul,
  scalar,
  square,
  sigmoid as squash,
  sub,
  type Tensor,
  uniform,
} from '@puregrad/tensors';
import { maximum, minimum } from '../../extremes.ts';
import { type Experiment, type Lab, verdictOf } from '../experiment.ts';
import { gradientNorms } from '../gradient-norms.ts';
import { digitNetwork, layersOf } from '../networks.ts';
import { rowsOf } from '../trial.ts';

interface Neuron {
  readonly w: Tensor;
  readonly b: Tensor;
}

/** The lecture's chain of four sigmoid neurons: a ← σ(w·a + b), C = ½(a₄ - y)². */
const cost = (chain: readonly Neuron[], x: number, y: number): Tensor => {
  const start = scalar(x, { dtype: 'float64' });
  const end = chain.reduce((a, { w, b }) => squash(add(mul(w, a), b)), start);
  return mul(square(sub(end, y)), 0.5);
};

/** ∂C/∂b₃ over ∂C/∂b₁ of a chain drawn with |w| < 1, by autodiff and by the chain rule on paper. */
const factorOf = (seed: number): { readonly autodiff: number; readonly byHand: number } => {
  const drawn = uniform(key(seed), [10], { min: -1, max: 1, dtype: 'float64' }).data;
  const [w, b] = [drawn.slice(0, 4), drawn.slice(4, 8)];
  const [x, y] = [drawn[8]!, (drawn[9]! + 1) / 2];
  const chain = Array.from(w, (weight, i) => ({
    w: scalar(weight, { dtype: 'float64' }),
    b: scalar(b[i]!, { dtype: 'float64' }),
  }));
  const gradients = grad((neurons: readonly Neuron[]) => cost(neurons, x, y))(chain);
  const slopes: number[] = [];
  let a = x;
  for (let i = 0; i < 4; i++) {
    a = 1 / (1 + Math.exp(-(w[i]! * a + b[i]!)));
    slopes.push(a * (1 - a));
  }
  return {
    autodiff: Math.abs(gradients[2]!.b.item() / gradients[0]!.b.item()),
    byHand: Math.abs(1 / (w[2]! * slopes[1]! * w[1]! * slopes[0]!)),
  };
};

const activations: Readonly<Record<string, readonly [() => SameShape, Initializer]>> = {
  sigmoid: [sigmoid, glorotNormal],
  tanh: [tanh, glorotNormal],
  ReLU: [relu, heNormal],
  ELU: [elu, heNormal],
};

const run = async (lab: Lab) => {
  const chains = lab.full ? 10_000 : 1000;
  const factors = Array.from({ length: chains }, (_, i) => {
    if (i % 50 === 0) lab.tell('chains', (0.8 * i) / chains);
    return factorOf(lab.seed * chains + i);
  });
  const least = minimum(factors.map(({ autodiff }) => autodiff));
  const off = maximum(factors.map(({ autodiff, byHand }) => Math.abs(autodiff / byHand - 1)));

  // The same in networks of eight layers: how large the gradients of each are before the first step.
  const digits = rowsOf((await lab.digits()).train, 0, 500);
  const depth = 8;
  const norms = Object.entries(activations).map(([name, [activation, kernelInit]]) => {
    const network = digitNetwork(
      layersOf(depth, 100),
      (width) => flow(dense(width, { kernelInit }), activation()),
      kernelInit,
    );
    return { name, norms: gradientNorms(network, digits, lab.seed) };
  });
  const shrinks = Object.fromEntries(
    norms.map(({ name, norms: [, second], norms: all }) => [name, all[depth - 1]! / second!]),
  );
  const perLayer = shrinks.sigmoid! ** (1 / (depth - 2));
  return {
    verdict: verdictOf([least >= 16, off < 1e-9, perLayer > 2, shrinks.ReLU! < 10]),
    ours: `a factor of ${least.toFixed(1)} at least, over ${chains.toLocaleString('en-US')} chains`,
    finding: `Of ${chains.toLocaleString('en-US')} chains of four sigmoid neurons with weights and biases in (-1, 1), the gradient of the third bias is at least ${least.toFixed(1)} times the first one's; autodiff and the chain rule on paper differ by ${off.toExponential(0)} at most. In a network of ${depth} layers of 100 units the gradient norms shrink on the way down, from the last hidden layer to the second, by a factor of ${shrinks.sigmoid!.toPrecision(2)} with sigmoid (${perLayer.toFixed(1)} a layer), ${shrinks.tanh!.toPrecision(2)} with tanh, ${shrinks.ReLU!.toPrecision(2)} with ReLU and ${shrinks.ELU!.toPrecision(2)} with ELU.`,
    figures: { chains, least, largestDifference: off, norms },
    chart: {
      kind: 'lines',
      x: 'layer',
      y: 'gradient norm before the first step',
      logY: true,
      format: '.0e',
      points: norms.flatMap(({ name, norms: all }) =>
        all.slice(0, depth).map((norm, i) => ({ x: i + 1, y: norm, of: name })),
      ),
    },
  } as const;
};

export const vanishing: Experiment = {
  name: 'vanishing',
  title: 'The vanishing factor',
  claim:
    'Through sigmoid neurons with weights below 1 each layer costs the gradient a factor of 4 or more: 16 between the third bias and the first.',
  source: 'the lecture, part 2; Nielsen, Neural Networks and Deep Learning, chapter 5',
  published: 'a factor of 16 or more',
  run,
};
