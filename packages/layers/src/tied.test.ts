import { flow, key, pipe, ShapeError, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { relu } from './activations.ts';
import { apply, applyLayers } from './apply.ts';
import { dense } from './dense.ts';
import { input } from './network.ts';
import { tied } from './tied.ts';
import { initialize } from './variables.ts';

describe('tied', () => {
  const network = pipe(input(2), tied(1, relu()));
  const params = {
    tied1: {
      kernel: tensor([[1], [2]]),
      codeBias: tensor([1]),
      outputBias: tensor([0, 10]),
    },
  };

  it('decodes by the kernel that encodes', () => {
    // The codes are 1 + 2 + 1 = 4, and 0 for -4 + 1.
    const [y] = apply(network)(
      params,
      {},
      tensor([
        [1, 1],
        [-4, 0],
      ]),
    );
    expect(y.toArray()).toEqual([
      [4, 18],
      [0, 10],
    ]);
  });

  it('gives the code among the outputs of its layers', () => {
    const [outputs] = applyLayers(network)(params, {}, tensor([[1, 1]]));
    expect(outputs.map(({ name, output }) => [name, output.toArray()])).toEqual([
      ['tied1.body.relu1', [[4]]],
      ['tied1', [[4, 18]]],
    ]);
  });

  it('takes a network for the code, which keeps its width', () => {
    const deep = pipe(input(4), tied(3, flow(relu(), dense(2), dense(3))));
    expect(Object.keys(initialize(deep, key(1)).params.tied1!).sort()).toEqual([
      'body',
      'codeBias',
      'kernel',
      'outputBias',
    ]);
    expect(() => pipe(input(4), tied(3, dense(2) as never))).toThrow(ShapeError);
  });
});
