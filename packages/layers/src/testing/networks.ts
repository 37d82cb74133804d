import { type FloatDType, type Key, normal } from '@puregrad/tensors';
import fc from 'fast-check';
import { sigmoid, silu, softplus, tanh } from '../activations.ts';
import { batchNorm } from '../batch-norm.ts';
import { addParts } from '../combinators/add-parts.ts';
import { concat } from '../combinators/concat.ts';
import { each } from '../combinators/each.ts';
import { ensemble } from '../combinators/ensemble.ts';
import { fork } from '../combinators/fork.ts';
import { parallel } from '../combinators/parallel.ts';
import { iterate, repeat } from '../combinators/repeat.ts';
import { flatten, reshapeTo } from '../combinators/reshape-to.ts';
import { residual } from '../combinators/residual.ts';
import { select } from '../combinators/select.ts';
import { dense } from '../dense.ts';
import { dropout } from '../dropout.ts';
import { numericEmbedding } from '../embedding/numeric-embedding.ts';
import { channelDropout } from '../images/channel-dropout.ts';
import { conv2d } from '../images/conv2d.ts';
import { groupNorm } from '../images/group-norm.ts';
import { averagePool2d, globalAveragePool } from '../images/pools.ts';
import { layerNorm } from '../layer-norm.ts';
import { averageMembers } from '../members/average-members.ts';
import { batchEnsemble } from '../members/batch-ensemble.ts';
import { memberDense } from '../members/member-dense.ts';
import { memberScale } from '../members/member-scale.ts';
import { members } from '../members/members.ts';
import { input, type Network } from '../network.ts';
import { parametricActivation } from '../parametric-activation.ts';
import { scale } from '../scale.ts';
import {
  type Axes,
  areSameShapes,
  axesOf,
  type Flow,
  isAxes,
  type Shape,
  sizeOfAxes,
} from '../shape.ts';
import { tied } from '../tied.ts';
import { weightNorm } from '../weight-norm.ts';

/** A stage behind a network of a shape that only the generator knows. */
type Step = (network: Network) => Network;

const asStep = (stage: unknown): Step => stage as Step;

const parts = (shape: Shape): readonly [string, Shape][] =>
  isAxes(shape) ? [] : Object.entries(shape);

/** Stages of one tensor that keep its shape, smooth ones only. */
const smooth = [tanh, sigmoid, softplus, silu, layerNorm, batchNorm, scale, () => dropout(0.3)];

/** What brings any shape to another one. */
const bring = (from: Shape, to: Shape): Step => {
  if (areSameShapes(from, to)) return (network) => network;
  if (!isAxes(to)) {
    const bodies = Object.fromEntries(parts(to).map(([name, part]) => [name, bring(from, part)]));
    return asStep(fork(bodies as never));
  }
  if (!isAxes(from)) {
    const bodies = parts(from).map(([name, part]) => [name, bring(part, sizeOfAxes(to))] as const);
    return (network) => {
      const joined = asStep(parallel(Object.fromEntries(bodies) as never))(network);
      return bring(sizeOfAxes(to), to)(asStep(addParts())(joined));
    };
  }
  return (network) => {
    const flat = asStep(flatten())(network);
    const wide = flat.output === sizeOfAxes(to) ? flat : asStep(dense(sizeOfAxes(to)))(flat);
    return typeof to === 'number' ? wide : asStep(reshapeTo(to))(wide);
  };
};

/** A body that ends in the shape that it begins with. */
const sameBody = (shape: Shape, depth: number): fc.Arbitrary<Step> =>
  chain(2, depth).map((step) => (start) => {
    const made = step(start);
    return bring(made.output, shape)(made);
  });

/** Stages of vectors, of members, and of images. */
const ofAxes = (shape: Axes): readonly fc.Arbitrary<Step>[] => {
  if (typeof shape === 'number')
    return [
      fc
        .integer({ min: 1, max: 3 })
        .map((units) => asStep(weightNorm<number, number>(dense(units)))),
      fc.constant(asStep(tied(2, tanh()))),
      fc.constant(asStep(numericEmbedding(2, { encoding: 'phased' }))),
      fc.constant(asStep(parametricActivation('tanh'))),
      fc.constant(asStep(members(2))),
    ];
  if (shape.length === 2)
    return [
      fc.constantFrom(memberDense(2), memberScale(), batchEnsemble(2)).map(asStep),
      fc.constant(asStep(averageMembers())),
    ];
  if (shape.length !== 3) return [];
  return [
    fc
      .constantFrom(
        'same' as const,
        [
          [1, 0],
          [0, 1],
        ] as const,
      )
      .map((padding) => asStep(conv2d(2, { window: 2, padding }))),
    fc.constant(asStep(averagePool2d({ window: 2, strides: 1, padding: 'same' }))),
    fc.constant(asStep(globalAveragePool())),
    fc.constant(asStep(groupNorm(1))),
    fc.constant(asStep(channelDropout(0.5))),
  ];
};

/** Stages that fit behind a shape. */
const stage = (shape: Shape, depth: number): fc.Arbitrary<Step> => {
  const below = Math.max(0, depth - 1);
  const body = chain(2, below);
  const same = sameBody(shape, below);
  const nested =
    depth === 0
      ? []
      : [
          same.map((b) => asStep(residual(b as never))),
          same.map((b) => asStep(iterate(2, b as never))),
          body.map((b) => asStep(ensemble(2, b as never))),
          fc.tuple(body, body).map(([a, b]) => asStep(fork({ a, b } as never))),
          same.map((b) => asStep(repeat(2, residual(b as never) as never))),
        ];
  if (isAxes(shape)) {
    const plain: readonly fc.Arbitrary<Step>[] = [
      fc.constantFrom(...smooth).map((make) => asStep(make())),
      ...ofAxes(shape),
      ...(typeof shape === 'number'
        ? [fc.integer({ min: 1, max: 4 }).map((units) => asStep(dense(units)))]
        : [fc.constant(asStep(flatten()))]),
      ...(shape === 4 ? [fc.constant(asStep(reshapeTo([2, 1, 2])))] : []),
    ];
    return fc.oneof(...plain, ...plain, ...nested);
  }
  const names = parts(shape).map(([name]) => name);
  const shapes = parts(shape).map(([, part]) => part);
  const areAlike = shapes.every((part) => areSameShapes(part, shapes[0]!));
  const areJoined = shapes.every((part) => isAxes(part) && axesOf(part).length === 1);
  return fc.oneof(
    fc
      .tuple(...names.map(() => chain(2, below)))
      .map((bodies) =>
        asStep(parallel(Object.fromEntries(names.map((name, i) => [name, bodies[i]!])) as never)),
      ),
    fc.constantFrom(...names).map((name) => asStep(select(name))),
    ...(areJoined ? [fc.constant(asStep(concat()))] : []),
    ...(areAlike
      ? [fc.constant(asStep(addParts())), body.map((b) => asStep(each(b as never)))]
      : []),
    ...nested,
  );
};

/** Up to so many stages, as a function of the network before them: what fits is only known there. */
const chain = (most: number, depth: number): fc.Arbitrary<Step> =>
  fc
    .tuple(fc.integer({ min: 1, max: most }), fc.infiniteStream(fc.nat()))
    .map(([length, seeds]) => {
      const drawn = [...seeds.take(length)];
      return (network) =>
        drawn.reduce(
          (made, seed) => fc.sample(stage(made.output, depth), { seed, numRuns: 1 })[0]!(made),
          network,
        );
    });

/** Shapes of inputs. */
export const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.integer({ min: 1, max: 4 }),
  fc.constantFrom<Shape>(
    [2, 2, 1],
    [1, 3, 2],
    { a: 2, b: 3 },
    { a: 2, b: 2 },
    { a: [2, 1, 2], b: 4 },
  ),
);

/** Networks of all combinators, nested so deeply at most, with smooth layers only. */
export const networkFrom = (from: Shape, depth: number): fc.Arbitrary<Network> =>
  chain(3, depth).map((step) => step(input(from) as Network));

/** Networks from any shape. */
export const anyNetwork = (depth: number): fc.Arbitrary<Network> =>
  shape.chain((from) => networkFrom(from, depth));

/** Random examples of a shape, three by default. */
export const randomFlow = (
  of: Shape,
  key: Key,
  {
    examples = 3,
    dtype = 'float32',
  }: { readonly examples?: number; readonly dtype?: FloatDType } = {},
): Flow =>
  isAxes(of)
    ? normal(key, [examples, ...axesOf(of)], { dtype })
    : Object.fromEntries(
        parts(of).map(([name, part]) => [name, randomFlow(part, key, { examples, dtype })]),
      );
