import type { Features } from '@puregrad/data';
import { layerNames, type Network, type Shape, type Variables } from '@puregrad/layers';
import { globalNorm } from '@puregrad/optimizers';
import {
  abs,
  cast,
  div,
  equal,
  greaterEqual,
  leaves,
  max,
  maximum,
  mean,
  reshape,
  scalar,
  sqrt,
  stack,
  sub,
  type Tensor,
  variance,
  zipTrees,
} from '@puregrad/tensors';
import type { Monoid } from 'fp-ts/lib/Monoid.js';
import type { Evaluated } from './objective.ts';
import { axesByPath, isAxes, nameOf, partsByPath } from './parts.ts';

/** The figures of a layer in one step, or their means over several. */
export interface LayerReport {
  /** Its name; `input` for the inputs of the network, or `input.picture` for a part of them. */
  readonly name: string;
  /** The number of elements that receive gradients. */
  readonly parameters: number;
  /** ‖g‖ of its parameters, before clipping; 0 if it has none. */
  readonly gradientNorm: number;
  /** ‖w‖ of its parameters, before the step. */
  readonly weightNorm: number;
  /** ‖Δw‖ / ‖w‖ of the step; near 0.001 in many successful runs. */
  readonly updateRatio: number;
  /** Of its outputs over the batch. */
  readonly mean: number;
  readonly std: number;
  /** The share of its outputs within 1 % of the activation's bounds, if it has both; otherwise 0. */
  readonly saturated: number;
  /** The share of units that are 0 for the whole batch, after a ReLU; otherwise 0. */
  readonly dead: number;
}

export type Figure = Exclude<keyof LayerReport, 'name' | 'parameters'>;

/** The figures of a layer, in the order in which observations hold them. */
export const FIGURES: readonly Figure[] = [
  'gradientNorm',
  'weightNorm',
  'updateRatio',
  'mean',
  'std',
  'saturated',
  'dead',
];

/** The middle and half the range of activations that saturate. */
const RANGES: { readonly [activation: string]: readonly [middle: number, half: number] } = {
  sigmoid: [0.5, 0.5],
  hardSigmoid: [0.5, 0.5],
  tanh: [0, 1],
  softsign: [0, 1],
};

const share = (condition: Tensor): Tensor => mean(cast(condition, 'float32'));

const saturatedShare = (output: Tensor, activation: unknown): Tensor => {
  const range = RANGES[String(activation)];
  if (range === undefined) return scalar(0);
  const [middle, half] = range;
  return share(greaterEqual(abs(sub(output, middle)), 0.98 * half));
};

const deadShare = (output: Tensor, activation: unknown): Tensor =>
  activation === 'relu' ? share(equal(max(output, { axes: 0 }), 0)) : scalar(0);

/** The input, or its parts in the order of the network's, as floats. */
const inputsOf = (shape: Shape, input: Features): readonly Tensor[] => {
  const parts = partsByPath(input);
  return [...axesByPath(shape).keys()].map((path) => {
    const part = parts.get(path)!;
    return part.dtype === 'int32' ? cast(part, 'float32') : part;
  });
};

/** The figures of one layer, `[figures]`, cast to float32. */
const figuresOf = (
  output: Tensor,
  activation: unknown,
  norms: readonly [gradient: Tensor, weight: Tensor, ratio: Tensor],
): Tensor =>
  stack(
    [
      ...norms,
      mean(output),
      sqrt(variance(output)),
      saturatedShare(output, activation),
      deadShare(output, activation),
    ].map((figure) => cast(figure, 'float32')),
  );

const none = scalar(0);
const noNorms = [none, none, none] as const;

/** All figures of a step as one tensor `[1 + layers, figures]`, so that one reading suffices. */
export const observeLayers = (
  network: Network,
  { input, outputs }: Pick<Evaluated, 'input' | 'outputs'>,
  { before, after, grads }: { readonly [part in 'before' | 'after' | 'grads']: Variables },
): Tensor => {
  const names = layerNames(network);
  return stack([
    ...inputsOf(network.input, input).map((part) => figuresOf(part, undefined, noNorms)),
    ...outputs.flatMap(({ name, output }) => {
      const layer = network.layers[names.indexOf(name)];
      // What layers within this one gave.
      if (layer === undefined) return [];
      const { kind, config } = layer;
      const params = before[name];
      const weight = globalNorm(params);
      const update = globalNorm(params && zipTrees(after[name]!, params, sub));
      // The ratio of a layer of zeros that changes is infinite; the smallest norm of float32 replaces 0.
      const ratio = div(update, maximum(weight, 1e-30));
      return [
        figuresOf(
          reshape(output, [-1, output.shape.at(-1)!]),
          config.activation ?? kind,
          params === undefined ? noNorms : [globalNorm(grads[name]), weight, ratio],
        ),
      ];
    }),
  ]);
};

/** Sums of figures over steps, as plain numbers that a checkpoint can hold. */
export interface Observations {
  readonly steps: number;
  readonly sums: readonly (readonly number[])[];
}

/** The figures of one step. */
export const observationOf = (figures: Tensor): Observations => ({
  steps: 1,
  // −0 becomes 0, as in a sum.
  sums: (figures.toArray() as readonly (readonly number[])[]).map((row) => row.map((v) => v + 0)),
});

/** Observations of two spans of steps together. */
export const observationsMonoid: Monoid<Observations> = {
  empty: { steps: 0, sums: [] },
  concat: (a, b) => {
    if (b.steps === 0) return a;
    if (a.steps === 0) return b;
    return {
      steps: a.steps + b.steps,
      sums: b.sums.map((row, i) => row.map((value, j) => value + a.sums[i]![j]!)),
    };
  },
};

/** What is observed: the input or its parts, and the layers of the chain whose output is one tensor. */
export const observedNames = (network: Network): readonly string[] => [
  ...[...axesByPath(network.input).keys()].map((path) => nameOf('input', path)),
  ...layerNames(network).filter((_, i) => isAxes(network.layers[i]!.output)),
];

/** The means of the observed steps, layer by layer, the input first; empty if there are no such steps. */
export const layerReports = (
  network: Network,
  params: Variables,
  { steps, sums }: Observations,
): readonly LayerReport[] =>
  observedNames(network)
    .slice(0, sums.length)
    .map((name, i) => ({
      name,
      parameters: leaves(params[name] ?? {}).reduce((total, leaf) => total + leaf.size, 0),
      ...(Object.fromEntries(FIGURES.map((figure, j) => [figure, sums[i]![j]! / steps])) as Record<
        Figure,
        number
      >),
    }));
