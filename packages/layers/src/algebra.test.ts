import { checkGradients } from '@puregrad/autodiff';
import { compile, foldIn, key, leaves, mean, mul, type Tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { apply, applyLayers } from './apply.ts';
import { describeNetwork, networkOf } from './description.ts';
import { type Variables, within } from './layer.ts';
import { compose, input, layerNames, type Network } from './network.ts';
import { isAxes } from './shape.ts';
import { anyNetwork, networkFrom, randomFlow, shape } from './testing/networks.ts';
import { initialize } from './variables.ts';
import { walkLayers } from './walk-layers.ts';

const bits = (tree: unknown): number[] => leaves(tree).flatMap(({ data }) => [...data]);

/** The outputs and states of a run in training, as numbers. */
const run = (network: Network): number[] => {
  const { params, state } = initialize(network, key(7));
  const x = randomFlow(network.input, key(8));
  return bits(apply(network)(params, state, x, { training: true, key: key(9) }));
};

const all = <T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void, numRuns: number): void =>
  fc.assert(fc.property(arbitrary, law), { numRuns });

describe('generated networks of all combinators', () => {
  it('hold every kind of combinator, and nest', () => {
    const found = new Set<string>();
    let deepest = 0;
    for (const network of fc.sample(anyNetwork(3), { numRuns: 300, seed: 5 }))
      for (const { path, layer } of walkLayers(network)) {
        found.add(layer.kind);
        deepest = Math.max(deepest, path.length);
      }
    const combinators = ['residual', 'fork', 'parallel', 'each', 'iterate', 'ensemble'];
    for (const kind of [...combinators, 'concat', 'addParts', 'select', 'flatten', 'reshapeTo'])
      expect(found, kind).toContain(kind);
    expect(deepest).toBeGreaterThanOrEqual(5);
  });

  it('are described and decoded: the same description, the same bits', () => {
    all(
      anyNetwork(3),
      (network) => {
        const description = describeNetwork(network);
        const again = networkOf(JSON.parse(JSON.stringify(description)));
        if (!isRight(again)) throw new Error(again.left.message);
        expect(describeNetwork(again.right)).toEqual(description);
        expect(run(again.right)).toEqual(run(network));
      },
      30,
    );
  });

  it('compose associatively, and keep names, parameters and bits', () => {
    const three = shape.chain((from) =>
      networkFrom(from, 2).chain((f) =>
        networkFrom(f.output, 2).chain((g) =>
          networkFrom(g.output, 2).map((h) => [f, g, h] as const),
        ),
      ),
    );
    all(
      three,
      ([f, g, h]) => {
        const left = compose(compose(f, g), h);
        const right = compose(f, compose(g, h));
        expect(layerNames(left)).toEqual(layerNames(right));
        expect(run(left)).toEqual(run(right));
        expect(run(compose(input(f.input) as Network, f))).toEqual(run(f));
        expect(run(compose(f, input(f.output) as Network))).toEqual(run(f));
      },
      30,
    );
  });

  it('parts have the parameters that they have alone, with their own key', () => {
    const check = (network: Network, own: ReturnType<typeof key>, params: Variables): void =>
      layerNames(network).forEach((name, i) => {
        Object.entries(network.layers[i]!.parts).forEach(([part, body], j) => {
          const partKey = foldIn(foldIn(own, i), j);
          const found = within(within(params, name), part);
          expect(found).toEqual(initialize(body, partKey).params);
          check(body, partKey, found);
        });
      });
    all(anyNetwork(3), (network) => check(network, key(3), initialize(network, key(3)).params), 60);
  });

  it('compiled give what they give eagerly, in training and at inference', () => {
    all(
      anyNetwork(3),
      (network) => {
        const { params, state } = initialize(network, key(1));
        const x = randomFlow(network.input, key(2));
        for (const training of [true, false]) {
          const step = (p: Variables, s: Variables, k: Tensor, of: typeof x) =>
            apply(network)(p, s, of, { training, key: k });
          const eager = bits(step(params, state, key(4), x));
          const compiled = bits(compile(step)(params, state, key(4), x));
          expect(compiled.length).toBe(eager.length);
          compiled.forEach((value, i) => {
            expect(Math.abs(value - eager[i]!)).toBeLessThanOrEqual(
              2e-4 * (1 + Math.abs(eager[i]!)),
            );
          });
        }
      },
      30,
    );
  });

  it('have the gradients of finite differences', () => {
    all(
      anyNetwork(3).filter((network) => walkLayers(network).length < 25),
      (network) => {
        const { params, state } = initialize(network, key(5), { dtype: 'float64' });
        const x = randomFlow(network.input, key(6), { dtype: 'float64' });
        if (leaves(params).length === 0) return;
        const loss = (p: Variables): Tensor =>
          leaves(apply(network)(p, state, x, { training: true, key: key(7) })[0])
            .map((y) => mean(mul(y, y)))
            .reduce((a, b) => mean(mul(a, b)));
        const checked = checkGradients(loss, params);
        if (!isRight(checked)) throw new Error(JSON.stringify(checked.left));
      },
      25,
    );
  });

  it('give the outputs of all layers by the paths of the walk', () => {
    all(
      anyNetwork(3),
      (network) => {
        const { params, state } = initialize(network, key(1));
        const [outputs] = applyLayers(network)(params, state, randomFlow(network.input, key(2)));
        const known = new Map(
          walkLayers(network).map(({ path, layer }) => [path.join('.'), layer]),
        );
        for (const { name, output } of outputs) {
          const axes = [known.get(name)!.output].flat();
          expect(output.shape).toEqual([3, ...axes]);
        }
        const tensors = [...known].filter(([, { output }]) => isAxes(output));
        expect(new Set(outputs.map(({ name }) => name)).size).toBe(tensors.length);
      },
      30,
    );
  });
});
