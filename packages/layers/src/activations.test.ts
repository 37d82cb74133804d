import * as ops from '@puregrad/tensors';
import { type Tensor, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import * as layers from './activations.ts';
import { apply } from './apply.ts';
import { dense } from './dense.ts';
import { describeNetwork } from './description.ts';
import { input, type SameShape } from './network.ts';

type Activation = readonly [layer: SameShape, f: (x: Tensor) => Tensor, config: object];

/** Every activation, by its name and with each of its settings; as layers, as functions, as they are described. */
const activations = {
  relu: [[layers.relu(), ops.relu, {}]],
  sigmoid: [[layers.sigmoid(), ops.sigmoid, {}]],
  tanh: [[layers.tanh(), ops.tanh, {}]],
  softplus: [[layers.softplus(), ops.softplus, {}]],
  softsign: [[layers.softsign(), ops.softsign, {}]],
  selu: [[layers.selu(), ops.selu, {}]],
  silu: [[layers.silu(), ops.silu, {}]],
  mish: [[layers.mish(), ops.mish, {}]],
  leakyRelu: [
    [layers.leakyRelu(), ops.leakyRelu({ alpha: 0.01 }), { alpha: 0.01 }],
    [layers.leakyRelu({ alpha: 0.3 }), ops.leakyRelu({ alpha: 0.3 }), { alpha: 0.3 }],
  ],
  elu: [
    [layers.elu(), ops.elu({ alpha: 1 }), { alpha: 1 }],
    [layers.elu({ alpha: 0.3 }), ops.elu({ alpha: 0.3 }), { alpha: 0.3 }],
  ],
  gelu: [
    [layers.gelu(), ops.gelu({ approximate: false }), { approximate: false }],
    [layers.gelu({ approximate: true }), ops.gelu({ approximate: true }), { approximate: true }],
  ],
  hardSigmoid: [
    [layers.hardSigmoid(), ops.hardSigmoid({ slope: 1 / 6 }), { slope: 1 / 6 }],
    [layers.hardSigmoid({ slope: 0.2 }), ops.hardSigmoid({ slope: 0.2 }), { slope: 0.2 }],
  ],
} satisfies Record<keyof typeof layers, readonly Activation[]>;

const x = tensor([[-3, -1, -0.25, 0.25, 1, 3]]);

describe.each(Object.entries<readonly Activation[]>(activations))('the layer %s', (name, all) => {
  it('is the function of its name, with its settings, and is described by them', () => {
    for (const [layer, f, config] of all) {
      const network = layer(input(6));
      expect(apply(network)({}, {}, x)[0].toArray()).toEqual(f(x).toArray());
      expect(describeNetwork(network).layers).toStrictEqual([{ kind: name, config }]);
    }
  });

  it('is another function with other settings', () => {
    const outputs = all.map(([, f]) => String(f(x).toArray()));
    expect(new Set(outputs).size).toBe(all.length);
  });
});

it.each(Object.keys(activations).filter((name) => name !== 'hardSigmoid'))(
  'dense takes %s by its name, with its usual settings',
  (name) => {
    const network = dense(6, { activation: name as 'relu', useBias: false })(input(6));
    const kernel = ops.eye(6);
    const [, usual] = (activations as Record<string, readonly Activation[]>)[name]![0]!;
    expect(apply(network)({ dense1: { kernel } }, {}, x)[0].toArray()).toEqual(usual(x).toArray());
  },
);
