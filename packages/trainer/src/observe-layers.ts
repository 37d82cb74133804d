import type { Features } from '@puregrad/data';
import type { Network, Variables } from '@puregrad/layers';
import { globalNorm } from '@puregrad/optimizers';
import {
  abs,
  cast,
  concat,
  div,
  equal,
  greaterEqual,
  leaves,
  mapTree,
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
import { ownVariables, type Place, placesOf } from './layer-report.ts';
import type { Evaluated } from './objective.ts';
import { partsByPath } from './parts.ts';

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

const none = scalar(0);
const noNorms = [none, none, none] as const;

/** ‖g‖, ‖w‖ and ‖Δw‖ / ‖w‖ of a layer's own parameters. */
const normsOf = (place: Place, { before, after, grads }: Step): readonly Tensor[] => {
  const params = ownVariables(place, before);
  if (leaves(params).length === 0) return noNorms;
  const weight = globalNorm(params);
  const update = globalNorm(zipTrees(ownVariables(place, after), params, sub));
  // The ratio of a layer of zeros that changes is infinite; the smallest norm of float32 replaces 0.
  const ratio = div(update, maximum(weight, 1e-30));
  return [globalNorm(ownVariables(place, grads)), weight, ratio];
};

/** The mean, the deviation, and the saturated and the dead share of an output; zeros if there is none. */
const outputFigures = (output: Tensor | undefined, activation: unknown): readonly Tensor[] =>
  output === undefined
    ? [none, none, none, none]
    : [
        mean(output),
        sqrt(variance(output)),
        saturatedShare(output, activation),
        deadShare(output, activation),
      ];

/** Rows of features, or of channels: of all uses of a layer together. */
const rowsOf = (uses: readonly Tensor[]): Tensor | undefined => {
  const rows = uses.map((use) => reshape(use, [-1, use.shape.at(-1)!]));
  return rows.length > 1 ? concat(rows) : rows[0];
};

/** Parameters before and after a step, and the gradients between. */
type Step = { readonly [part in 'before' | 'after' | 'grads']: Variables };

/** The inputs by their paths. Integers, such as indices of an embedding, have figures too. */
const inputsByPath = (input: Features): ReadonlyMap<string, Tensor> =>
  partsByPath(mapTree({ input }, (x) => (x.dtype === 'int32' ? cast(x, 'float32') : x)));

/** All figures of a step as one tensor `[inputs + layers, figures]`, so that one reading suffices. */
export const observeLayers = (
  network: Network,
  { input, outputs }: Pick<Evaluated, 'input' | 'outputs'>,
  step: Step,
): Tensor => {
  const inputs = inputsByPath(input);
  const uses = new Map<string, Tensor[]>();
  for (const { name, output } of outputs) uses.set(name, [...(uses.get(name) ?? []), output]);
  return stack(
    placesOf(network).map((place) => {
      const { path, layer } = place;
      const name = path.join('.');
      const output = layer === undefined ? inputs.get(name) : rowsOf(uses.get(name) ?? []);
      return stack(
        [
          ...normsOf(place, step),
          ...outputFigures(output, layer && (layer.config.activation ?? layer.kind)),
        ].map((figure) => cast(figure, 'float32')),
      );
    }),
  );
};
