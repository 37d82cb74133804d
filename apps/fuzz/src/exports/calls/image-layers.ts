import { apply, initialize, input, type Network } from '@puregrad/layers';
import { l2 } from '@puregrad/regularizers';
import { key, ones, type Tensor } from '@puregrad/tensors';
import { type Call, type Calls, call } from '../call.ts';
import { images } from '../values.ts';

/** Initializes a network with the stage, and trains it for a step on images of 3 × 3 pixels. */
const use: Call['use'] = (stage: (network: unknown) => Network) => {
  const network = stage(input([3, 3, 1]));
  const { params, state } = initialize(network, key(1));
  return apply(network)(params, state, images(), { training: true, key: key(2) });
};

const pool = call(
  () => [
    {
      window: [2, 2],
      strides: 1,
      padding: [
        [0, 1],
        [1, 0],
      ],
    },
  ],
  {
    use,
    also: { '0.window': ['number', 'array'], '0.strides': ['number', 'array'] },
  },
);

type Names =
  | 'averagePool2d'
  | 'channelDropout'
  | 'conv2d'
  | 'globalAveragePool'
  | 'groupNorm'
  | 'maxPool2d';

export const imageLayers: Pick<Calls<typeof import('@puregrad/layers')>, Names> = {
  averagePool2d: pool,
  channelDropout: call(() => [0.5], { use }),
  conv2d: call(
    () => [
      2,
      {
        window: [2, 2],
        strides: [1, 2],
        padding: 'same',
        dilations: 1,
        groups: 1,
        activation: 'relu',
        kernelInit: (_: Tensor, shape: readonly number[]) => ones(shape),
        biasInit: (_: Tensor, shape: readonly number[]) => ones(shape),
        kernelRegularizer: l2(0.1),
        useBias: true,
        name: 'a',
      },
    ],
    {
      use,
      also: Object.fromEntries(
        ['window', 'strides', 'dilations'].map((name) => [`1.${name}`, ['number', 'array']]),
      ),
    },
  ),
  globalAveragePool: call(() => [], { use }),
  groupNorm: call(() => [1, { epsilon: 1e-5, name: 'a' }], { use }),
  maxPool2d: pool,
};
