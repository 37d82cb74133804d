import { deepEqual, deepStrictEqual } from 'node:assert';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import { DeviceTensorError, DonatedTensorError } from './errors.ts';
import {
  add,
  compile,
  concat,
  div,
  full,
  mul,
  read,
  referenceEngine,
  reshape,
  sizeOf,
  type Tensor,
  tensor,
  zeros,
} from './index.ts';
import { openGpu } from './testing/open-gpu.ts';

type Assertion = (a: unknown, b: unknown) => void;
const comparisons: readonly (readonly [string, Assertion])[] = [
  ['deepStrictEqual of Node', deepStrictEqual],
  ['deepEqual of Node', deepEqual],
  ['toEqual', (a, b) => expect(a).toEqual(b)],
  ['toStrictEqual', (a, b) => expect(a).toStrictEqual(b)],
  ['toMatchObject', (a, b) => expect(a).toMatchObject(b as object)],
  ['deepEqual of Chai', assert.deepEqual],
  // As fast-deep-equal and its kin do.
  ['valueOf', (a, b) => expect(String(Object(a).valueOf())).toBe(String(Object(b).valueOf()))],
];

const isAssertion = (error: unknown): boolean => (error as Error).name.includes('AssertionError');

const next = compile((x: Tensor) => add(x, 1));
const nextByReference = compile((x: Tensor) => add(x, 1), { engine: referenceEngine() });
const long = (middle: number): Tensor =>
  concat([zeros([1500]), reshape(tensor(middle), [1]), zeros([1500])]);
const int32 = { dtype: 'int32' } as const;

describe.each(comparisons)('bug: tensors with other elements were equal to %s', (name, compare) => {
  it.each<[string, () => Tensor, () => Tensor]>([
    ['elements', () => tensor([1, 2]), () => tensor([1, 3])],
    ['digits that are not printed', () => tensor([1]), () => tensor([1 + 2 ** -23])],
    ['elements that are not printed', () => long(0), () => long(1)],
    ['shapes', () => tensor([1, 2]), () => tensor([[1, 2]])],
    ['empty shapes', () => zeros([0, 2]), () => zeros([0, 3])],
    ['lengths', () => zeros([2]), () => zeros([3])],
    ['dtypes', () => tensor([1, 2]), () => tensor([1, 2], int32)],
    ['repeated numbers', () => full([2], 1), () => full([2], 2)],
    ['results of a program', () => next(tensor([1])), () => next(tensor([2]))],
    ['NaN and a number', () => tensor([Number.NaN]), () => tensor([0])],
  ])('other %s', (_, a, b) => {
    expect(() => compare(a(), b())).toThrow(expect.toSatisfy(isAssertion));
    if (name !== 'valueOf')
      expect(() => compare({ w: [a()] }, { w: [b()] })).toThrow(expect.toSatisfy(isAssertion));
  });

  it.each<[string, () => Tensor, () => Tensor]>([
    ['elements', () => tensor([1, 2]), () => tensor([1, 2])],
    ['repeated numbers', () => full([2], 2), () => tensor([2, 2])],
    ['results of a program', () => next(tensor([1, 2])), () => tensor([2, 3])],
    ['results of one and another', () => next(full([2], 1)), () => nextByReference(full([2], 1))],
    // A division makes a NaN of other bits than the constant's.
    ['NaNs', () => div(zeros([1]), zeros([1])), () => tensor([Number.NaN])],
    ['NaNs of a program', () => next(div(zeros([1]), zeros([1]))), () => tensor([Number.NaN])],
    ['scalars', () => tensor(3), () => full([], 3)],
    ['no elements', () => tensor([]), () => zeros([0])],
  ])('the same %s', (_, a, b) => {
    compare(a(), b());
    compare({ w: [a()] }, { w: [b()] });
  });

  it('0 and −0 as of arrays', () => {
    const outcome = (a: unknown, b: unknown): boolean => {
      try {
        compare(a, b);
        return true;
      } catch {
        return false;
      }
    };
    expect(outcome(tensor([0]), tensor([-0]))).toBe(outcome([0], [-0]));
  });

  it('throws for donated tensors', () => {
    const x = tensor([1, 2]);
    compile((it: Tensor) => add(it, 1), { donate: [0] })(x);
    expect(() => compare(x, tensor([1, 2]))).toThrow(DonatedTensorError);
  });

  it('throws for tensors on a device, until they are read', async () => {
    const engine = await openGpu('cpu');
    const double = compile((it: Tensor) => mul(it, 2), { engine });
    const x = await double(tensor([1, 2]));
    expect(() => compare(x, tensor([2, 4]))).toThrow(DeviceTensorError);
    compare(await read(x), tensor([2, 4]));
    expect(() => compare(x, tensor([2, 5]))).toThrow(expect.toSatisfy(isAssertion));
  });

  it('takes no tensor that is being traced for one with elements', () => {
    compile((x: Tensor) => {
      expect(() => compare(x, tensor([1, 2]))).toThrow();
      expect(() => compare(add(x, 1), add(x, 2))).toThrow();
      return x;
    })(tensor([1, 2]));
  });
});

describe('results of a program that runs on', () => {
  const run = compile((x: Tensor) => mul(x, 2), { donate: [0] });

  it('are equal to their own elements, looked at before or not', () => {
    const [early, late] = [run(tensor([1, 2])), run(tensor([3, 4]))];
    expect(early).toEqual(tensor([2, 4]));
    for (let i = 0; i < 4; i++) run(tensor([i, i]));
    expect([early, late]).toEqual([tensor([2, 4]), tensor([6, 8])]);
  });

  it('are so too after they have been given to another program', () => {
    const x = run(tensor([1, 2]));
    expect(next(x)).toEqual(tensor([3, 5]));
    for (let i = 0; i < 4; i++) run(tensor([i, i]));
    expect(x).toEqual(tensor([2, 4]));
  });

  it('are so too where they are frozen', () => {
    const [kept, seen, given] = [1, 2, 3].map((i) => Object.freeze(run(tensor([i, i]))));
    expect(seen).toEqual(tensor([4, 4]));
    expect(run(given!)).toEqual(tensor([12, 12]));
    for (let i = 0; i < 4; i++) run(tensor([i, i]));
    expect([kept, seen]).toEqual([tensor([2, 2]), tensor([4, 4])]);
    expect(() => expect(given).toEqual(tensor([6, 6]))).toThrow(DonatedTensorError);
    const own = Object.freeze(tensor([1, 2]));
    run(own);
    expect(() => expect(own).toEqual(tensor([1, 2]))).toThrow(DonatedTensorError);
  });

  it('are those of the run, in a loop that donates and looks', () => {
    let x = tensor([1]);
    for (let i = 1; i < 6; i++) {
      x = run(x);
      expect(x).toEqual(tensor([2 ** i]));
    }
  });
});

it('equality is that of dtype, shape and elements', () => {
  const tensors = fc
    .tuple(
      fc.constantFrom([], [1], [2], [0], [2, 1], [1, 2], [0, 2]),
      fc.constantFrom('float32' as const, 'float64' as const, 'int32' as const),
      fc.array(fc.constantFrom(0, 1), { minLength: 2, maxLength: 2 }),
    )
    .map(([shape, dtype, values]) => {
      const size = sizeOf(shape);
      const x = tensor(Float64Array.from(values.slice(0, size)), { shape, dtype });
      return { x, text: `${dtype} ${shape.join('x')} ${values.slice(0, size)}` };
    });
  fc.assert(
    fc.property(tensors, tensors, (a, b) => {
      const same = a.text === b.text;
      for (const [, compare] of comparisons)
        if (same) compare(a.x, b.x);
        else expect(() => compare(a.x, b.x)).toThrow();
    }),
  );
});

describe('what people see', () => {
  it('a failing assertion shows the elements', () => {
    expect(() => deepStrictEqual(tensor([1, 2]), tensor([1, 3]))).toThrow(/\n\+ +2\n- +3\n/);
    expect(() => expect(tensor([1, 2])).toEqual(tensor([1, 3]))).toThrow(
      'expected tensor(float32 [2]) [1, 2] to deeply equal tensor(float32 [2]) [1, 3]',
    );
  });

  it('console.log is the one line', () => {
    expect(inspect({ w: tensor([1, 2]) })).toBe('{ w: tensor(float32 [2]) [1, 2] }');
  });

  it('bug: a tensor on its device was printed as donated', async () => {
    const engine = await openGpu('cpu');
    const x = await compile((it: Tensor) => mul(it, 2), { engine })(tensor([1, 2]));
    expect(String(x)).toBe('tensor(float32 [2]) <on its device>');
    expect(String(await read(x))).toBe('tensor(float32 [2]) [2, 4]');
  });

  it('bug: a clone had no elements', () => {
    const clone = (value: unknown) => () => structuredClone(value);
    expect(clone({ w: tensor([1, 2]) })).toThrow('[object Tensor] could not be cloned');
    expect(clone(next(tensor([1, 2])))).toThrow('[object Tensor] could not be cloned');
    expect(clone(zeros([3]))).toThrow('[object Tensor] could not be cloned');
  });

  it('what comparisons see cannot be written to', () => {
    const x = tensor([1, 2]);
    const { elements } = x as Tensor & { readonly elements: number[] };
    expect(() => elements.push(3)).toThrow(TypeError);
    expect(() => {
      elements[0] = 5;
    }).toThrow(TypeError);
    expect(() => delete elements[0]).toThrow(TypeError);
    expect(x).toEqual(tensor([1, 2]));
  });
});
