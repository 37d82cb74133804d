import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Layer } from './layer.ts';
import { layerNames, type Network } from './network.ts';

/** A layer of a network and its place there. */
export interface LayerAt {
  /** The names from the outermost layer on, such as `['residual1', 'body', 'dense1']`. */
  readonly path: readonly string[];
  readonly layer: Layer;
}

/**
 * All layers of a network with their paths, those within a layer after it, in the order of their names.
 *
 * @throws ArgumentError if two layers of a chain have the same name.
 * @example
 * ```ts
 * import { dense, input, relu, residual, walkLayers } from '@puregrad/layers';
 * import { flow, pipe } from '@puregrad/tensors';
 * const network = pipe(input(4), residual(flow(relu(), dense(4))), dense(1));
 * walkLayers(network).map(({ path }) => path.join('.'));
 * // => ['residual1', 'residual1.body.relu1', 'residual1.body.dense1', 'dense1']
 * ```
 */
export const walkLayers = (network: Network): readonly LayerAt[] => {
  checkOptions('walkLayers', { network }, { network: '{layers}' });
  return walk(network, []);
};

const walk = (network: Network, before: readonly string[]): readonly LayerAt[] =>
  layerNames(network).flatMap((name, i) => {
    const layer = network.layers[i]!;
    const path = [...before, name];
    const within = Object.entries(layer.parts).flatMap(([part, of]) => walk(of, [...path, part]));
    return [{ path, layer }, ...within];
  });
