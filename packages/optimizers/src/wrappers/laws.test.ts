import { abs, compile, div, leavesWithPaths, mapTree, pipe } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Optimizer, OptimizerState } from '../optimizer.ts';
import {
  anyOptimizer,
  averages,
  bits,
  chains,
  forChains,
  GRADIENTS,
  isNot,
  isOf,
  names,
  onLeaves,
  optimizers,
  type Params,
  projecting,
  projections,
  seenOf,
  stack,
  start,
  statesOf,
  wrappers,
} from '../testing/wrapper-chains.ts';
import { accumulate } from './accumulate.ts';
import { around, aroundStep } from './around.ts';
import { byGroup } from './by-group.ts';
import { skipNonFinite } from './skip-non-finite.ts';

describe('laws of wrappers, for all pairs and random chains', () => {
  for (const [projection, onto] of Object.entries(projections))
    it(`parameters and averages satisfy a projection that comes last: ${projection}`, () => {
      forChains((inner, chain, gradients) => {
        const optimizer = pipe(stack(inner, chain), onLeaves(onto));
        for (const state of statesOf(optimizer, gradients))
          if (state.moved?.item() !== 0)
            for (const tree of [state.params, optimizer.averaged(state)]) {
              const there = bits(mapTree(tree, onto));
              const distances = bits(tree).map((x, i) => Math.abs(x - there[i]!));
              expect(Math.max(...distances), chain.join()).toBeLessThan(1e-12);
            }
      });
    });

  it('what is frozen stays bit for bit, if freeze comes last', () => {
    forChains((inner, chain, gradients) => {
      const optimizer = pipe(stack(inner, chain), wrappers.freeze!);
      for (const state of statesOf(optimizer, gradients)) {
        expect(bits(state.params.frozen), chain.join()).toEqual([-0, 0.75]);
        expect(bits(optimizer.averaged(state).frozen), chain.join()).toEqual([-0, 0.75]);
      }
    }, isNot('freeze'));
  });

  it('and under each wrapper that projects nothing', () => {
    forChains(
      (inner, chain, gradients) => {
        const optimizer = stack(wrappers.freeze!(inner), chain);
        for (const state of statesOf(optimizer, gradients)) {
          expect(bits(state.params.frozen), chain.join()).toEqual([-0, 0.75]);
          expect(bits(optimizer.averaged(state).frozen), chain.join()).toEqual([-0, 0.75]);
        }
      },
      (name) => isNot('byGroup, two', 'freeze')(name) && !isOf(projecting)(name),
    );
  });

  it('groups of one optimizer are that optimizer, bit for bit, under each wrapper', () => {
    forChains((inner, chain, gradients) => {
      const groups = byGroup([(path) => path === 'b', inner], [() => true, inner]);
      expect(seenOf(stack(groups, chain), gradients)).toEqual(
        seenOf(stack(inner, chain), gradients),
      );
    }, isNot('byGroup, two'));
  });

  it('a wrapper that does nothing changes nothing, wherever it stands', () => {
    const nothing = { name: 'nothing', remember: () => ({}) };
    const identities = [
      around<never, object>({
        ...nothing,
        update: (own, state, grads, inner) => [own, inner.update(state, grads)[0]],
      }),
      aroundStep<never, object>({ ...nothing, update: (own, { params }) => [own, params] }),
    ];
    forChains((inner, chain, gradients) => {
      const plain = seenOf(stack(inner, chain), gradients);
      for (const [i, identity] of identities.entries()) {
        const inside = identity(stack(inner, chain.slice(0, i)));
        expect(seenOf(stack(inside, chain.slice(i)), gradients), chain.join()).toEqual(plain);
      }
    });
    // Zeros may change their sign here: a sum that begins with 0 has none.
    const unsigned = (optimizer: Optimizer) =>
      statesOf(optimizer).map(({ params }) => bits(params).map((x) => x + 0));
    for (const name of names)
      for (const identity of [accumulate(1), onLeaves((leaf) => leaf)]) {
        const plain = stack(optimizers.adam!, [name]);
        expect(unsigned(identity(plain)), name).toEqual(unsigned(plain));
      }
  });

  it('a step that is left out changes nothing', () => {
    forChains((inner, chain, gradients) => {
      const optimizer = stack(accumulate(3)(inner), chain);
      let state = optimizer.init(start);
      for (const gradient of [...gradients, ...GRADIENTS]) {
        const [next, params] = optimizer.update(state, gradient);
        expect(next.moved, chain.join()).toBeDefined();
        expect(next.step.item()).toBe(state.step.item() + 1);
        if (next.moved!.item() === 0) {
          expect(bits(params), chain.join()).toEqual(bits(state.params));
          expect(bits(optimizer.averaged(next)), chain.join()).toEqual(
            bits(optimizer.averaged(state)),
          );
        }
        state = next;
      }
    });
  });

  it('goes on as if skipped gradients had never come, whatever acts on the steps', () => {
    const bad = mapTree(start, (leaf) => div(abs(leaf), 0));
    forChains(
      (inner, chain, gradients) => {
        const given = gradients.flatMap((gradient) => [bad, gradient]);
        const skipping = seenOf(stack(skipNonFinite()(inner), chain), given);
        expect(
          skipping.filter((_, i) => i % 2 === 1),
          chain.join(),
        ).toEqual(seenOf(stack(inner, chain), gradients));
      },
      (name) => isOf(averages, projecting)(name),
    );
  });

  it('compiled equals eager, bit for bit', () => {
    // Each is compiled, so these are fewer.
    const law = (inner: Optimizer, chain: readonly string[]) => {
      const optimizer = stack(inner, chain);
      const step = compile((state: OptimizerState<Params>, gradient: Params) => {
        const [next] = optimizer.update(state, gradient);
        return [next, optimizer.averaged(next)] as const;
      });
      let [eager, compiled] = [optimizer.init(start), optimizer.init(start)];
      for (const gradient of GRADIENTS) {
        const [next, averaged] = step(compiled, gradient);
        compiled = next;
        [eager] = optimizer.update(eager, gradient);
        expect(bits(compiled), chain.join()).toEqual(bits(eager));
        expect(bits(averaged), chain.join()).toEqual(bits(optimizer.averaged(eager)));
      }
      expect(step.traceCount).toBe(1);
    };
    for (const name of names) law(optimizers.adam!, [name]);
    fc.assert(
      fc.property(anyOptimizer, chains, (name, chain) => law(optimizers[name]!, chain)),
      { numRuns: 8 },
    );
  });

  it('states are saved by their paths and go on in the places of a new state', () => {
    forChains((inner, chain, gradients) => {
      const optimizer = stack(inner, chain);
      const states = statesOf(optimizer, [...gradients, ...GRADIENTS]);
      const saved = new Map(leavesWithPaths(states[gradients.length - 1]));
      const template = optimizer.init(start);
      expect([...saved].map(([path, { dtype }]) => [path, dtype])).toEqual(
        leavesWithPaths(template).map(([path, { dtype }]) => [path, dtype]),
      );
      let state = mapTree(template, (_, path) => saved.get(path)!);
      for (const gradient of GRADIENTS) [state] = optimizer.update(state, gradient);
      expect(bits(state), chain.join()).toEqual(bits(states.at(-1)));
    });
  });
});
