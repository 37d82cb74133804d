import { flow, pipe, type Tensor } from '@puregrad/tensors';
import { describe, expectTypeOf, it } from 'vitest';
import { relu } from './activations.ts';
import { apply } from './apply.ts';
import { addParts } from './combinators/add-parts.ts';
import { concat } from './combinators/concat.ts';
import { each } from './combinators/each.ts';
import { ensemble } from './combinators/ensemble.ts';
import { fork } from './combinators/fork.ts';
import { parallel } from './combinators/parallel.ts';
import { iterate, repeat } from './combinators/repeat.ts';
import { flatten, reshapeTo } from './combinators/reshape-to.ts';
import { residual } from './combinators/residual.ts';
import { select } from './combinators/select.ts';
import { dense } from './dense.ts';
import type { Variables } from './layer.ts';
import { compose, input, layer, type Network } from './network.ts';

type InOf<N> = N extends Network<infer I, infer _> ? I : never;
type OutOf<N> = N extends Network<infer _, infer O> ? O : never;

const embed = <const W extends number>(width: W) =>
  layer((count: number) => ({
    kind: 'embed',
    output: [count, width] as readonly [number, W],
    config: {},
    init: () => ({ params: {}, state: {} }),
    apply: ({ state }, x) => [x, state],
  }));

describe('a residual block', () => {
  it('takes a pipe or a flow, and keeps the shape', () => {
    const piped = pipe(
      input(784),
      dense(300),
      residual((x) => pipe(x, dense(300), relu(), dense(300))),
      dense(10),
    );
    expectTypeOf(piped).toEqualTypeOf<Network<784, 10>>();
    const flowed = pipe(
      input(784),
      dense(300),
      residual(flow(dense(300), relu(), dense(300))),
      dense(10),
    );
    expectTypeOf(flowed).toEqualTypeOf<Network<784, 10>>();
  });

  it('nests', () => {
    const deep = pipe(
      input(784),
      dense(300),
      residual(flow(dense(64), relu(), residual(flow(relu(), dense(64))), dense(300))),
      dense(10),
    );
    expectTypeOf(deep).toEqualTypeOf<Network<784, 10>>();
  });

  it('does not compile if its body ends in another width', () => {
    const wide = pipe(input(784), dense(300));
    // @ts-expect-error the body ends in 200, not 300
    residual((x) => pipe(x, dense(200)))(wide);
    // @ts-expect-error 200 is not 300
    pipe(wide, residual(flow(dense(300), relu(), dense(200))));
    // @ts-expect-error neither is it within another block
    pipe(input(4), residual(flow(residual(dense(3)), dense(4))));
  });

  it('may be of an image', () => {
    const image = pipe(input([8, 8, 2]), residual(relu()), flatten(), dense(10));
    expectTypeOf(image).toEqualTypeOf<Network<readonly [8, 8, 2], 10>>();
  });
});

describe('repetition', () => {
  it('keeps the shape', () => {
    expectTypeOf(pipe(input(64), repeat(30, residual(flow(relu(), dense(64)))))).toEqualTypeOf<
      Network<64, 64>
    >();
    expectTypeOf(pipe(input(8), iterate(3, dense(8)))).toEqualTypeOf<Network<8, 8>>();
  });

  it('does not compile for a body of another width', () => {
    // @ts-expect-error 9 is not 8
    pipe(input(8), iterate(3, dense(9)));
  });
});

describe('branches', () => {
  it('are parts of the output, and are joined', () => {
    const wideAndDeep = pipe(
      input(20),
      fork({ wide: dense(10), deep: (x) => pipe(x, dense(64), relu(), dense(10)) }),
      addParts(),
    );
    expectTypeOf(wideAndDeep).toEqualTypeOf<Network<20, 10>>();
    const forked = pipe(input(20), fork({ a: dense(2), b: flow(dense(3), relu()) }));
    expectTypeOf<OutOf<typeof forked>['a']>().toEqualTypeOf<2>();
    expectTypeOf<OutOf<typeof forked>['b']>().toEqualTypeOf<3>();
    expectTypeOf(pipe(forked, concat())).toEqualTypeOf<Network<20, number>>();
    expectTypeOf(pipe(forked, select('b'))).toEqualTypeOf<Network<20, 3>>();
  });

  it('have the parts that they were given', () => {
    // @ts-expect-error there is no part c
    pipe(input(20), fork({ a: dense(2), b: dense(3) }), select('c'));
  });

  it('take what the network before gives', () => {
    // @ts-expect-error an image must be flattened first
    pipe(input([28, 28, 1]), fork({ a: dense(2) }));
  });
});

describe('several inputs', () => {
  it('have a network each', () => {
    const two = pipe(
      input({ picture: [28, 28, 1], word: 5 }),
      parallel({
        picture: (x) => pipe(x, flatten(), dense(32)),
        word: (x) => pipe(x, embed(16), flatten(), dense(16)),
      }),
      concat(),
      dense(2),
    );
    expectTypeOf<InOf<typeof two>>().toEqualTypeOf<{
      readonly picture: readonly [28, 28, 1];
      readonly word: 5;
    }>();
    expectTypeOf<OutOf<typeof two>>().toEqualTypeOf<2>();
  });

  it('as flows, too', () => {
    const two = pipe(
      input({ picture: [28, 28, 1], word: 5 }),
      parallel({
        picture: flow(flatten(), dense(32)),
        word: flow(embed(16), flatten(), dense(16)),
      }),
      concat(),
      dense(2),
    );
    expectTypeOf<OutOf<typeof two>>().toEqualTypeOf<2>();
    const parts = pipe(
      input({ a: 3, b: 4 }),
      parallel({ a: dense(2), b: (x) => pipe(x, dense(5)) }),
    );
    expectTypeOf<OutOf<typeof parts>>().toEqualTypeOf<{ a: 2; b: 5 }>();
  });

  it('do not compile without a network for each, with one too many, or with one that does not fit', () => {
    // @ts-expect-error part b has no network
    pipe(input({ a: 3, b: 4 }), parallel({ a: dense(2) }));
    // @ts-expect-error there is no part c
    pipe(input({ a: 3, b: 4 }), parallel({ a: dense(2), c: dense(2) }));
    // @ts-expect-error part b is an image
    pipe(input({ a: 3, b: [2, 2, 1] }), parallel({ a: dense(2), b: dense(2) }));
    // @ts-expect-error there are parts, and dense takes a vector
    pipe(input({ a: 3, b: 4 }), dense(2));
    // @ts-expect-error an activation takes one tensor
    pipe(input({ a: 3, b: 4 }), relu());
    // @ts-expect-error there are no parts
    pipe(input(3), parallel({ a: dense(2) }));
  });

  it('share a network', () => {
    const siamese = pipe(
      input({ left: 784, right: 784 }),
      each((x) => pipe(x, dense(32))),
      concat(),
      dense(1),
    );
    expectTypeOf<InOf<typeof siamese>>().toEqualTypeOf<{
      readonly left: 784;
      readonly right: 784;
    }>();
    expectTypeOf<OutOf<typeof siamese>>().toEqualTypeOf<1>();
    const twins = pipe(input({ left: 4, right: 4 }), each(dense(2)));
    expectTypeOf<OutOf<typeof twins>['left']>().toEqualTypeOf<2>();
    // @ts-expect-error there is no part middle
    pipe(twins, select('middle'));
  });
});

describe('an ensemble', () => {
  it('has the output of its members', () => {
    const many = pipe(
      input(784),
      ensemble(5, (x) => pipe(x, dense(100), relu(), dense(10))),
    );
    expectTypeOf(many).toEqualTypeOf<Network<784, 10>>();
  });
});

describe('axes', () => {
  it('are flattened before a dense layer', () => {
    const image = pipe(input([28, 28, 1]), flatten(), dense(10));
    expectTypeOf(image).toEqualTypeOf<Network<readonly [28, 28, 1], 10>>();
    // @ts-expect-error an image must be flattened first
    pipe(input([28, 28, 1]), dense(10));
  });

  it('are known after reshapeTo', () => {
    expectTypeOf(pipe(input(784), reshapeTo([28, 28, 1]))).toEqualTypeOf<
      Network<784, readonly [28, 28, 1]>
    >();
  });

  it('compose if they are the same', () => {
    const image = pipe(input(784), reshapeTo([28, 28, 1]));
    expectTypeOf(compose(image, pipe(input([28, 28, 1]), flatten()))).toEqualTypeOf<
      Network<784, number>
    >();
    // @ts-expect-error another image
    compose(image, pipe(input([28, 14, 2]), flatten()));
  });
});

describe('what flows', () => {
  const variables: Variables = {};
  const x = {} as Tensor;

  it('is a tensor for a width or axes, and a record of them for parts', () => {
    const simple = pipe(input(784), dense(10));
    const two = pipe(
      input({ picture: [28, 28, 1], word: 5 }),
      parallel({ picture: flatten(), word: dense(2) }),
    );
    expectTypeOf(apply(simple)).parameter(2).toEqualTypeOf<Tensor>();
    expectTypeOf(apply(simple)).returns.toEqualTypeOf<readonly [Tensor, Variables]>();
    const run = () => apply(two)(variables, variables, { picture: x, word: x });
    expectTypeOf(() => run()[0].word).returns.toEqualTypeOf<Tensor>();
    // @ts-expect-error one tensor for two parts
    () => apply(two)(variables, variables, x);
    // @ts-expect-error the part word is missing
    () => apply(two)(variables, variables, { picture: x });
  });

  it('any network is a Network', () => {
    const any: readonly Network[] = [
      pipe(input(784), dense(10)),
      pipe(input({ a: 3, b: 4 }), concat()),
      pipe(input([2, 2, 1]), relu()),
    ];
    expectTypeOf(any).items.toEqualTypeOf<Network>();
  });
});

describe('a layer of one’s own', () => {
  it('says what it takes and gives', () => {
    const pooled = layer((_: readonly [number, number, number]) => ({
      kind: 'pooled',
      output: 3,
      config: {},
      init: () => ({ params: {}, state: {} }),
      apply: ({ state }, x) => [x, state],
    }));
    expectTypeOf(pipe(input([28, 28, 3]), pooled)).toEqualTypeOf<
      Network<readonly [28, 28, 3], 3>
    >();
    // @ts-expect-error it takes an image
    pipe(input(784), pooled);
    // @ts-expect-error `kind` is missing
    layer(() => ({ output: 3, config: {}, init: () => ({ params: {}, state: {} }) }));
  });
});
