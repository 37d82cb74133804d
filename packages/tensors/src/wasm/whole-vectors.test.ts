import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { arange, tensor } from '../create.ts';
import * as ops from '../index.ts';
import type { Tensor } from '../tensor.ts';
import { differenceOf } from '../testing/conformance.ts';
import { wasmEngine } from './wasm-engine.ts';

type Program = (...inputs: Tensor[]) => Tensor;

/** Each writes into parts of larger buffers, of lengths that four does not divide. */
const programs: { readonly [name: string]: readonly [Program, readonly Tensor[]] } = {
  'pad of a product': [
    (x) => {
      const k = ops.matmul(ops.add(ops.matmul(x!, x!), 1), x!);
      return ops.pad(ops.matmul(ops.slice(k, [0, 0], [2, 3]), x!), [0, 0], [1, 0]);
    },
    [ops.reshape(arange(9), [3, 3])],
  ],
  'pad of what is computed, a scalar too': [
    (x) => {
      const y = ops.exp(x!);
      const z = ops.sum(y, { keepDims: true });
      return ops.concat([ops.pad(y, [0], [3]), ops.pad(z, [0], [6])]);
    },
    [tensor(Array.from({ length: 13 }, (_, i) => i / 13))],
  ],
  'concat of padded parts': [
    (x) => {
      const y = ops.mul(ops.sum(x!, { axes: 0 }), 2);
      return ops.concat([ops.pad(y, [0], [1]), ops.exp(y), ops.pad(ops.neg(y), [0], [2])]);
    },
    [ops.mul(ops.reshape(arange(35), [7, 5]), 0.01)],
  ],
};

const engine = wasmEngine({ threads: 1 });

describe('stores past the end of a part', () => {
  for (const [name, [f, inputs]] of Object.entries(programs))
    it(name, () => {
      const actual = compile(f, { engine })(...inputs);
      expect(differenceOf([actual], { f, args: inputs, tolerance: 1e-5 })).toBeUndefined();
    });

  it('pad of thirteen elements that another program left', () => {
    for (const before of [0, 1, 2, 3]) {
      const left = compile((x: Tensor) => ops.add(x, 7), { engine })(arange(13));
      const padded = compile((x: Tensor) => ops.pad(x, [before], [3]), { engine })(left);
      expect([...padded.data].slice(13 + before)).toEqual([0, 0, 0]);
    }
  });
});
