import { key, leaves, normal, type Tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elu, relu, sigmoid, tanh } from './activations.ts';
import { apply } from './apply.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import {
  andThen,
  compose,
  input,
  layerNames,
  type Network,
  networkCategory,
  type Stage,
} from './network.ts';
import { initialize } from './variables.ts';

const width = fc.integer({ min: 1, max: 5 });
const stage: fc.Arbitrary<Stage<number, number>> = fc.oneof(
  width.map((n) => dense<number>(n)),
  fc.constantFrom<Stage<number, number>>(
    relu(),
    elu(),
    sigmoid(),
    tanh(),
    dropout(0.3),
    batchNorm(),
  ),
);
const stages = fc.array(stage, { maxLength: 4 });

const build = (width: number, list: readonly Stage<number, number>[]): Network<number, number> =>
  list.reduce((network, add) => add(network), input(width) as Network<number, number>);

const run = (network: Network<number, number>, x: Tensor): number[] => {
  const { params, state } = initialize(network, key(7));
  const [y, next] = apply(network)(params, state, x, { training: true, key: key(9) });
  return [y, ...leaves(next)].flatMap((tensor) => [...tensor.data]);
};

describe('the category of networks', () => {
  const { compose, id } = networkCategory;

  it('composes associatively: same names, same parameters, same bits', () => {
    fc.assert(
      fc.property(width, stages, stages, stages, (n, first, second, third) => {
        const f = build(n, first);
        const g = build(f.output, second);
        const h = build(g.output, third);
        const left = compose(compose(f, g), h);
        const right = compose(f, compose(g, h));
        expect(layerNames(left)).toEqual(layerNames(right));
        const x = normal(key(1), [3, n]);
        expect(run(left, x)).toEqual(run(right, x));
      }),
      { numRuns: 50 },
    );
  });

  it('has id(n) as its identity on either side', () => {
    fc.assert(
      fc.property(width, stages, (n, list) => {
        const f = build(n, list);
        const x = normal(key(2), [3, n]);
        const expected = run(f, x);
        expect(run(compose(id(n), f), x)).toEqual(expected);
        expect(run(compose(f, id(f.output)), x)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('applies a composition as one network after the other', () => {
    const f = dense(4, { name: 'first' })(input(3));
    const g = dense(2, { name: 'second' })(input(4));
    const both = compose(f, g);
    const { params, state } = initialize(both, key(3));
    const x = normal(key(4), [5, 3]);
    const [hidden] = apply(f)(params, state, x);
    const [expected] = apply(g)(params, state, hidden);
    const [actual] = apply(both)(params, state, x);
    expect([...actual.data]).toEqual([...expected.data]);
  });
});

describe('building networks', () => {
  it('names layers by kind and count, or as told', () => {
    const network = relu()(dense(2, { name: 'logits' })(dense(3)(relu()(dense(4)(input(5))))));
    expect(layerNames(network)).toEqual(['dense1', 'relu1', 'dense2', 'logits', 'relu2']);
    expect(Object.keys(initialize(network, key(0)).params)).toEqual(['dense1', 'dense2', 'logits']);
  });

  it('refuses two layers of one name', () => {
    const network = dense(2, { name: 'a' })(dense(2, { name: 'a' })(input(2)));
    expect(() => initialize(network, key(0))).toThrow("two layers are called 'a'");
  });

  it('refuses widths that are none', () => {
    expect(() => input(0)).toThrow('a width is an integer from 1 to 2147483647, got 0');
    expect(() => input(2 ** 31)).toThrow('got 2147483648');
    expect(input(2 ** 31 - 1).input).toBe(2147483647);
    expect(() => dense(2.5)(input(2))).toThrow(
      'dense: a width is an integer from 1 to 2147483647, got 2.5',
    );
  });

  it('refuses, at run time too, networks whose widths do not meet', () => {
    const wide: Network<number, number> = input(4);
    const narrow: Network<number, number> = input(3);
    expect(() => compose(wide, narrow)).toThrow(
      'compose: the first network gives 4 features, the second takes 3',
    );
    expect(() => andThen(narrow)(wide)).toThrow('gives 4 features, the second takes 3');
  });
});
