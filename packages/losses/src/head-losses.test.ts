import { valueAndGrad } from '@puregrad/autodiff';
import {
  ArgumentError,
  add,
  compile,
  mean,
  mul,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { headLosses } from './head-losses.ts';
import { huber } from './huber.ts';
import { meanSquaredError } from './mean-squared-error.ts';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.ts';
import { sparseSoftmaxCrossEntropy } from './sparse-softmax-cross-entropy.ts';

const int = (values: readonly number[]) => tensor(Int32Array.from(values));

/** Losses, each with outputs and targets of n rows. */
const cases = {
  sparse: {
    loss: sparseSoftmaxCrossEntropy,
    output: (values: readonly number[]) =>
      tensor([...values, ...values], { shape: [values.length, 2] }),
    targets: (n: number) => int(Array.from({ length: n }, (_, i) => i % 2)),
  },
  squares: {
    loss: meanSquaredError,
    output: (values: readonly number[]) =>
      tensor([...values, ...values], { shape: [values.length, 2] }),
    targets: (n: number) => zeros([n, 2]),
  },
  huber: {
    loss: huber,
    output: (values: readonly number[]) => tensor([...values]),
    targets: (n: number) => zeros([n]),
  },
  sigmoid: {
    loss: sigmoidCrossEntropy,
    output: (values: readonly number[]) => tensor([...values], { shape: [values.length, 1] }),
    targets: (n: number) => zeros([n, 1]),
  },
};
type Name = keyof typeof cases;
const names = Object.keys(cases) as readonly Name[];

const numbers = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 5 });

describe('headLosses', () => {
  it('of one head of weight 1 is the mean of its loss, to the bit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), numbers, (name, values) => {
        const { loss, output, targets } = cases[name];
        const of = (f: (o: Tensor) => Tensor) => valueAndGrad(f)(output(values));
        const [o, t] = [output(values), targets(values.length)];
        expect(headLosses({ a: loss })({ a: o }, { a: t })).toEqual(mean(loss(o, t)));
        expect(of((o) => headLosses({ a: loss })({ a: o }, { a: t }))).toEqual(
          of((o) => mean(loss(o, t))),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('is the weighted sum of the means, in any order of outputs and targets', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 4 })), {
          ...{ minLength: 1, selector: ([name]: readonly [Name, number]) => name },
        }),
        numbers,
        (chosen, values) => {
          fc.pre(chosen.some(([, weight]) => weight > 0));
          const record = <T>(make: (name: Name, weight: number) => T) =>
            Object.fromEntries(chosen.map(([name, weight]) => [name, make(name, weight)]));
          const loss = headLosses(record((name, weight) => ({ loss: cases[name].loss, weight })));
          const outputs = record((name) => cases[name].output(values));
          const targets = record((name) => cases[name].targets(values.length));
          const expected = chosen
            .map(
              ([name, weight]) =>
                weight * mean(cases[name].loss(outputs[name]!, targets[name]!)).item(),
            )
            .reduce((a, b) => a + b);
          expect(loss(outputs, targets).item()).toBeCloseTo(expected, 4);
          const reversed = (tree: { readonly [head: string]: Tensor }) =>
            Object.fromEntries(Object.entries(tree).reverse());
          expect(loss(reversed(outputs), reversed(targets))).toEqual(loss(outputs, targets));
        },
      ),
      { numRuns: 30 },
    );
  });

  const loss = headLosses({ kind: sparseSoftmaxCrossEntropy, age: { loss: huber, weight: 0.5 } });
  const outputs = { kind: tensor([[0, 2]]), age: tensor([3]) };
  const targets = { kind: int([1]), age: tensor([1]) };

  it('works inside compile, and tells its heads', () => {
    const program = compile((o: typeof outputs) => loss(o, targets));
    expect(program(outputs).item()).toBeCloseTo(loss(outputs, targets).item(), 6);
    expect(loss.heads.age).toEqual({ loss: huber, weight: 0.5 });
    expect(loss.heads.kind.weight).toBe(1);
  });

  it('makes one number of a head as it is told, in heads of heads too', () => {
    const nested = headLosses({ person: { loss, weight: 2 } });
    const each = (of: (o: Tensor, t: Tensor) => Tensor, o: Tensor, t: Tensor) =>
      mul(mean(of(o, t)), 10);
    const plain = nested({ person: outputs }, { person: targets }).item();
    expect(plain).toBe(2 * loss(outputs, targets).item());
    expect(nested({ person: outputs }, { person: targets }, { each }).item()).toBeCloseTo(
      10 * plain,
      4,
    );
  });

  it('leaves a head of weight 0 out, even if its loss is infinite', () => {
    const infinite = () => tensor([Infinity]);
    const some = headLosses({
      kind: sparseSoftmaxCrossEntropy,
      age: { loss: infinite, weight: 0 },
    });
    expect(some(outputs, targets)).toEqual(
      mean(sparseSoftmaxCrossEntropy(outputs.kind, targets.kind)),
    );
  });

  test.each<readonly [object, object, string]>([
    [{ kind: outputs.kind }, targets, "the outputs have no head 'age', only kind"],
    [outputs, { age: targets.age }, "the targets have no head 'kind', only age"],
    [
      { ...outputs, size: zeros([1]) },
      targets,
      "the head 'size' of the outputs has no loss, only kind, age",
    ],
    [
      outputs,
      { ...targets, toString: zeros([1]) },
      "the head 'toString' of the targets has no loss",
    ],
    [outputs.kind, targets, 'outputs must be an object, got a tensor'],
    [outputs, targets.kind, 'targets must be an object, got a tensor'],
    [{ ...outputs, age: { years: zeros([1]) } }, targets, 'outputs.age has heads of its own'],
    [outputs, { ...targets, age: { years: zeros([1]) } }, 'targets.age has heads of its own'],
  ])('refuses other heads by name: %#', (outputs, targets, message) => {
    const call = () => loss(outputs as never, targets as never);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(`headLosses: ${message}`);
  });

  test('has no head that an object has by nature', () => {
    const natural = headLosses({ toString: huber });
    expect(() => natural({} as never, {} as never)).toThrow("have no head 'toString'");
  });

  test.each<readonly [unknown, string]>([
    [{}, 'there are no heads'],
    [{ a: { loss: huber, weight: 0 } }, 'all weights are 0'],
    [{ a: { loss: huber, weight: -1 } }, 'a.weight must lie in [0, ∞), got -1'],
    [{ a: { loss: huber, weight: Infinity } }, 'a.weight must lie in'],
    [{ a: { loss: huber, weigth: 1 } }, "there is no option 'weigth', only loss, weight"],
    [{ a: { weight: 1 } }, 'a must be a function or an object with loss'],
    [{ a: 'huber' }, "a must be a function or an object with loss, got 'huber'"],
    [huber, 'heads must be an object, got a function'],
  ])('refuses heads: %#', (heads, message) => {
    expect(() => headLosses(heads as never)).toThrow(`headLosses: `);
    expect(() => headLosses(heads as never)).toThrow(message);
  });

  it('adds up to a gradient that is the weighted sum of the gradients', () => {
    const f = (o: typeof outputs) => loss(o, targets);
    const [, { kind, age }] = valueAndGrad(f)(outputs);
    const [, ofKind] = valueAndGrad((o: Tensor) =>
      mean(sparseSoftmaxCrossEntropy(o, targets.kind)),
    )(outputs.kind);
    const [, ofAge] = valueAndGrad((o: Tensor) => mul(mean(huber(o, targets.age)), 0.5))(
      outputs.age,
    );
    expect({ kind, age }).toEqual({ kind: ofKind, age: ofAge });
    expect(add(kind, ofKind)).toEqual(mul(kind, 2));
  });
});
