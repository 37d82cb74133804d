import { type Layer, type Network, type Variables, walkLayers } from '@puregrad/layers';
import { leaves, type Tensor } from '@puregrad/tensors';
import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { axesByPath } from './parts.ts';

/** The figures of a layer in one step, or their means over several. */
export interface LayerReport {
  /** Its dotted path, such as `residual1.body.dense1`; `input` for the inputs of the network, `input.word` for a part. */
  readonly name: string;
  /** The names of the path, if there are several: the layer is within another. */
  readonly path?: readonly string[];
  /** The number of its own elements that receive gradients; those of layers within it have reports of their own. */
  readonly parameters: number;
  /** ‖g‖ of its parameters, before clipping; 0 if it has none. */
  readonly gradientNorm: number;
  /** ‖w‖ of its parameters, before the step. */
  readonly weightNorm: number;
  /** ‖Δw‖ / ‖w‖ of the step; near 0.001 in many successful runs. */
  readonly updateRatio: number;
  /** Of its outputs over the batch, and over all uses of a layer with shared weights; 0 if it gives named parts. */
  readonly mean: number;
  readonly std: number;
  /** The share of its outputs within 1 % of the activation's bounds, if it has both; otherwise 0. */
  readonly saturated: number;
  /** The share of units that are 0 for the whole batch, after a ReLU; otherwise 0. */
  readonly dead: number;
}

export type Figure = Exclude<keyof LayerReport, 'name' | 'path' | 'parameters'>;

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

/** What figures are of: the inputs, or a layer. */
export interface Place {
  readonly path: readonly string[];
  /** Undefined for inputs. */
  readonly layer: Layer | undefined;
}

/** The parts of the input, then every layer before those within it, in the order in which observations hold them. */
export const placesOf = (network: Network): readonly Place[] => [
  ...[...axesByPath(network.input).keys()].map((part) => ({
    path: part === '' ? ['input'] : ['input', part],
    layer: undefined,
  })),
  ...walkLayers(network),
];

/** A layer's own variables, without those of its parts; none for inputs. */
export const ownVariables = ({ path, layer }: Place, variables: Variables): Variables => {
  if (layer === undefined) return {};
  const all = path.reduce<Variables>((of, name) => (of[name] ?? {}) as Variables, variables);
  const own = Object.entries(all).filter(([name]) => !Object.hasOwn(layer.parts, name));
  return Object.fromEntries(own);
};

/** The means of the observed steps, layer by layer, the input first; empty if there are no such steps. */
export const layerReports = (
  network: Network,
  params: Variables,
  { steps, sums }: Observations,
): readonly LayerReport[] =>
  steps === 0
    ? []
    : placesOf(network).map((place, i) => ({
        name: place.path.join('.'),
        ...(place.path.length === 1 ? {} : { path: place.path }),
        parameters: leaves(ownVariables(place, params)).reduce((sum, { size }) => sum + size, 0),
        ...(Object.fromEntries(
          FIGURES.map((figure, j) => [figure, sums[i]![j]! / steps]),
        ) as Record<Figure, number>),
      }));
