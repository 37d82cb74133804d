import { DTypeError } from '../errors.ts';
import type { Graph } from './graph.ts';

/** @throws DTypeError if a graph has float64, which the engine does not compute with. */
export const requireNoFloat64 = (engine: string, { nodes }: Graph): void => {
  if (nodes.some(({ dtype }) => dtype === 'float64'))
    throw new DTypeError(
      `compile: the ${engine} engine has no float64; pass { engine: referenceEngine() }, or cast to float32`,
    );
};
