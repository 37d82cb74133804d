import { checkGradients } from '@puregrad/autodiff';
import {
  ArgumentError,
  compile,
  DTypeError,
  key,
  pipe,
  referenceEngine,
  ShapeError,
  type Tensor,
  tensor,
  wasmEngine,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { apply } from '../apply.ts';
import { flatten } from '../combinators/reshape-to.ts';
import { dense } from '../dense.ts';
import { describeNetwork, networkOf } from '../description.ts';
import { constant } from '../initializers.ts';
import type { Variables } from '../layer.ts';
import { input } from '../network.ts';
import { initialize, tensorAt } from '../variables.ts';
import { embedding } from './embedding.ts';

const indices = (rows: readonly (readonly number[])[]): Tensor => tensor(rows, { dtype: 'int32' });

describe('embedding', () => {
  const network = pipe(input(2), embedding(3, 2));
  const params = {
    embedding1: {
      table: tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    },
  };
  const run = (x: Tensor) => apply(network)(params, {}, x)[0];

  it('gives the row of the table at each index', () => {
    expect(
      run(
        indices([
          [2, 0],
          [1, 1],
        ]),
      ).toArray(),
    ).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
      [
        [3, 4],
        [3, 4],
      ],
    ]);
    expect(compile(run)(indices([[2, 0]])).toArray()).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
    ]);
  });

  it.each([
    [
      [
        [0, 1],
        [2, 3],
      ],
      3,
      1,
      1,
    ],
    [
      [
        [0, 1],
        [-1, 5],
      ],
      -1,
      1,
      0,
    ],
    [[[7, -1]], 7, 0, 0],
  ])('names the row and the column of the first index outside: %j', (rows, value, row, column) => {
    const message = `layer 'embedding1': embedding: index ${value} in row ${row}, column ${column} is outside the vocabulary of 3; indices are from 0 to 2`;
    expect(() => run(indices(rows))).toThrow(new ArgumentError(message));
  });

  it.each(Object.entries({ reference: referenceEngine, wasm: wasmEngine }))(
    'refuses an index outside in a program, too: %s',
    (_, engine) => {
      const compiled = compile(run, { engine: engine() });
      expect(compiled(indices([[2, 0]])).shape).toEqual([1, 2, 2]);
      expect(() => compiled(indices([[0, 3]]))).toThrow(
        new ArgumentError(
          'take: index 3 lies outside an axis of length 3; indices run from 0 to 2, and this one is at [0, 1] of the indices',
        ),
      );
      expect(() => compiled(indices([[-1, 0]]))).toThrow('index -1');
    },
  );

  it('refuses indices that are floats, and a batch of another rank', () => {
    expect(() => run(tensor([[0, 1]]))).toThrow(DTypeError);
    expect(() => run(tensor([[0, 1]]))).toThrow("use cast(x, 'int32')");
    expect(() => run(tensor([0, 1], { dtype: 'int32' }))).toThrow(ShapeError);
  });

  it('adds up the gradients of a row over its uses, and has none for a row that is not used', () => {
    const whole = pipe(input(3), embedding(4, 2), flatten(), dense(1));
    const { params, state } = initialize(whole, key(1));
    const x = indices([
      [1, 1, 0],
      [0, 1, 3],
    ]);
    const check = checkGradients((p: Variables) => apply(whole)(p, state, x)[0], params);
    expect(check).toMatchObject({ _tag: 'Right' });
  });

  it('draws its table by its initializer, from a normal distribution by default', () => {
    const drawn = (of: Parameters<typeof embedding>[2]) =>
      tensorAt(
        initialize(pipe(input(1), embedding(100, 50, of)), key(1)).params,
        'embedding1.table',
      );
    expect(new Set(drawn({ tableInit: constant(0.5) }).data)).toEqual(new Set([0.5]));
    const { data } = drawn({});
    const square = [...data].reduce((sum, v) => sum + v * v, 0) / data.length;
    expect(Math.abs(square - 1)).toBeLessThan(5 * Math.sqrt(2 / data.length));
  });

  it('is described and read again', () => {
    const description = describeNetwork(pipe(input(2), embedding(3, 2, { name: 'words' })));
    const again = networkOf(JSON.parse(JSON.stringify(description)));
    expect(again._tag === 'Right' && describeNetwork(again.right)).toEqual(description);
  });

  it.each([0, 1.5, -2, 2 ** 31])('refuses a vocabulary of %d', (vocabulary) => {
    expect(() => embedding(vocabulary, 2)).toThrow(ArgumentError);
  });
});
