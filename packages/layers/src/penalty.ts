import { add, leaves, ShapeError, scalar, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions, requireTensor } from '@puregrad/tensors/interpreters';
import { inLayer, type Variables, within } from './layer.ts';
import type { Network } from './network.ts';
import { walkLayers } from './walk-layers.ts';

const scalarOf = (penalty: (params: Variables) => Tensor, params: Variables): Tensor => {
  const cost = requireTensor('its penalty', penalty(params));
  if (cost.rank > 0)
    throw new ShapeError(`its penalty must be a scalar, got shape ${showShape(cost.shape)}`);
  return cost;
};

/** The declared penalties in the layers' order. An object would not keep it for a name like `2`. */
const declared = (network: Network) => {
  const layers = walkLayers(network);
  return (params: Variables): readonly (readonly [layer: string, penalty: Tensor])[] => {
    checkOptions('penalty', { params }, { params: 'object' });
    return layers.flatMap(({ path, layer }) => {
      if (layer.penalty === undefined) return [];
      const name = path.join('.');
      const own = path.reduce<Variables>(within, params);
      return [[name, inLayer(name, () => scalarOf((of) => layer.penalty!(of), own))] as const];
    });
  };
};

/**
 * The penalties that layers declare (`kernelRegularizer: l2(1e-4)`) by the path of the layer, each a scalar, to report
 * them separately from the data loss. Layers without a penalty are left out. `penalty` is the sum.
 *
 * @throws ArgumentError if two layers have the same name.
 * @example
 * ```ts
 * import { dense, input, penalties } from '@puregrad/layers';
 * import { sum, tensor } from '@puregrad/tensors';
 * const network = dense(1, { kernelRegularizer: sum })(input(2));
 * const params = { dense1: { kernel: tensor([[3], [4]]), bias: tensor([0]) } };
 * penalties(network)(params).dense1?.item(); // => 7
 * ```
 */
export const penalties = (
  network: Network,
): ((params: Variables) => { readonly [layer: string]: Tensor }) => {
  checkOptions('penalties', { network }, { network: '{layers}' });
  const entries = declared(network);
  return (params) => Object.fromEntries(entries(params));
};

/**
 * The sum of the penalties that layers declare (`kernelRegularizer: l2(1e-4)`), a scalar to add to
 * the data loss; 0 if none is declared.
 *
 * @throws ArgumentError if two layers have the same name.
 * @example
 * ```ts
 * import { dense, input, penalty } from '@puregrad/layers';
 * import { l2 } from '@puregrad/regularizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(1), dense(1, { kernelRegularizer: l2(0.5) }));
 * penalty(network)({ dense1: { kernel: tensor([[2]]), bias: tensor([9]) } }).item(); // => 2
 * ```
 */
export const penalty = (network: Network): ((params: Variables) => Tensor) => {
  checkOptions('penalty', { network }, { network: '{layers}' });
  const entries = declared(network);
  return (params) =>
    entries(params).reduce<Tensor>(
      (total, [, cost]) => add(total, cost),
      scalar(0, { dtype: leaves(params)[0]?.dtype ?? 'float32' }),
    );
};
