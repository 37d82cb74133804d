import { initialize, type Network, walkLayers } from '@puregrad/layers';
import { key, leavesWithPaths, mapTree, showShape, type Tensor } from '@puregrad/tensors';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { ModelVariables } from './evaluate.ts';

/** The number of elements by which a network may exceed its file before its variables are not even laid out. */
const SLACK = 2 ** 20;

/** The file's tensors as the network's variables; each must exist and fit. */
export const fillNetwork = (
  network: Network,
  tensors: { readonly [name: string]: Tensor },
): Either<string, ModelVariables> => {
  // Otherwise a file of a hundred bytes could demand all memory.
  const least = walkLayers(network).reduce((total, { layer }) => total + (layer.size ?? 0), 0);
  const held = Object.values(tensors).reduce((total, { size }) => total + size, 0);
  if (least > held + SLACK)
    return left(`the network needs ${least} numbers, the file holds ${held}`);
  const wanted = initialize(network, key(0));
  const expected = leavesWithPaths(wanted);
  for (const [path, { shape }] of expected) {
    const tensor = tensors[path];
    if (tensor === undefined) return left(`tensor '${path}' is missing`);
    if (showShape(tensor.shape) !== showShape(shape))
      return left(
        `tensor '${path}' has shape ${showShape(tensor.shape)}, the network needs ${showShape(shape)}`,
      );
    // Layers have floating-point variables, all of one precision.
    const precision = tensors[expected[0]![0]]!.dtype === 'float64' ? 'float64' : 'float32';
    if (tensor.dtype !== precision)
      return left(`tensor '${path}' is ${tensor.dtype}, the network needs ${precision}`);
  }
  const known = new Set(expected.map(([path]) => path));
  const extra = Object.keys(tensors).find((name) => !known.has(name));
  if (extra !== undefined) return left(`tensor '${extra}' does not belong to a layer`);
  return right(mapTree(wanted, (_, path) => tensors[path]!));
};
