import {
  addParts,
  applyLayers,
  dense,
  each,
  ensemble,
  fork,
  initialize,
  input,
  iterate,
  type Network,
  noVariables,
  relu,
  residual,
  sameShapeLayer,
  tanh,
  tensorAt,
  type Variables,
  walkLayers,
} from '@puregrad/layers';
import {
  adamW,
  after,
  before,
  byGroup,
  clipByGlobalNorm,
  type Optimizer,
  sgd,
} from '@puregrad/optimizers';
import { isKernel, l2, maxNorm, onKernels, penalizeKernels } from '@puregrad/regularizers';
import {
  add,
  concat,
  flow,
  key,
  leaves,
  leavesWithPaths,
  mapTree,
  mean,
  mul,
  normal,
  pipe,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { TrainingEvent } from './events.ts';
import { FIGURES, placesOf } from './layer-report.ts';
import { encodeModel } from './model.ts';
import { observeLayers } from './observe-layers.ts';
import { trainWith } from './testing/train-with.ts';

/** Layers within layers, in each way in which they can be. */
const tree: Network<number, number> = pipe(
  input(3),
  dense(4),
  residual(flow(relu(), dense(4), residual(dense(4)))),
  fork({ wide: dense(4), deep: flow(tanh(), dense(4)) }),
  each(flow(dense(4), relu())),
  addParts(),
  iterate(3, flow(dense(4), tanh())),
  ensemble(2, dense(2)),
);
const data = {
  x: normal(key(1), [20, 3]),
  y: tensor(Int32Array.from({ length: 20 }, (_, i) => i % 2)),
};

const run = async (options: Partial<Parameters<typeof trainWith>[0]>) => {
  const events: TrainingEvent[] = [];
  const result = await trainWith(
    {
      ...{ network: tree, optimizer: sgd({ learningRate: 0.1 }), train: data },
      ...{ epochs: 2, batchSize: 8, observeEvery: 1, seed: 3 },
      ...options,
    },
    (event) => events.push(event),
  )();
  return { events, result };
};

const trainedBy = async (options: Parameters<typeof run>[0]) => {
  const { result } = await run(options);
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};

describe('reports of a network with layers within layers', () => {
  it('tell of every layer by its path, and count every parameter once', async () => {
    const { history, params } = await trainedBy({ epochs: 1, batchSize: 20 });
    const { layers } = history[0]!;
    const paths = walkLayers(tree).map(({ path }) => path.join('.'));
    expect(layers.map(({ name }) => name)).toEqual(['input', ...paths]);
    expect(layers.find(({ name }) => name === 'residual1.body.dense1')).toMatchObject({
      path: ['residual1', 'body', 'dense1'],
      parameters: 4 * 4 + 4,
    });
    expect(layers.reduce((total, { parameters }) => total + parameters, 0)).toBe(
      leaves(params).reduce((total, { size }) => total + size, 0),
    );
    // Gradient descent moves by η‖g‖, also in layers with shared weights.
    const trained = layers.filter(({ parameters }) => parameters > 0);
    expect(trained.length).toBe(9);
    for (const { updateRatio, gradientNorm, weightNorm } of trained)
      expect(updateRatio).toBeCloseTo((0.1 * gradientNorm) / weightNorm, 6);
  });

  it('tell of the outputs of all uses of a layer with shared weights', () => {
    const { params, state } = initialize(tree, key(2));
    const [outputs] = applyLayers(tree)(params, state, data.x);
    const step = { before: params, after: params, grads: params };
    const figures = observeLayers(tree, { input: data.x, outputs }, step).toArray();
    const places = placesOf(tree).map(({ path }) => path.join('.'));
    for (const [path, uses] of [
      ['each1.body.relu1', 2],
      ['iterate1.body.tanh1', 3],
    ] as const) {
      const used = outputs.filter(({ name }) => name === path).map(({ output }) => output);
      expect(used.length).toBe(uses);
      const row = (figures as readonly (readonly number[])[])[places.indexOf(path)]!;
      expect(row[FIGURES.indexOf('mean')]).toBeCloseTo(mean(concat(used)).item(), 6);
    }
  });

  it('tell of each part of the input, and nothing of the outputs of layers that give parts', () => {
    const network = pipe(input({ left: 3, right: 3 }), each(dense(2)), addParts());
    const { params, state } = initialize(network, key(2));
    const x = { right: mul(data.x, 2), left: data.x };
    const [outputs] = applyLayers(network)(params, state, x);
    const step = { before: params, after: params, grads: params };
    const rows = observeLayers(network, { input: x, outputs }, step).toArray();
    const [left, right, ofEach] = rows as readonly (readonly number[])[];
    const at = FIGURES.indexOf('mean');
    expect(left![at]).toBeCloseTo(mean(data.x).item(), 6);
    expect(right![at]).toBeCloseTo(2 * mean(data.x).item(), 6);
    expect(ofEach).toEqual(FIGURES.map(() => 0));
  });
});

it('a run of nested layers that is saved in the middle of an epoch ends with the bits of one that is not', async () => {
  const whole = await run({ checkpointEvery: 1 });
  const found = whole.events.flatMap((event) =>
    event.kind === 'checkpoint' ? [event.checkpoint] : [],
  );
  const saved = decodeCheckpoint(encodeCheckpoint(found[3]!), {
    network: tree,
    optimizer: sgd({ learningRate: 0.1 }),
  });
  if (saved._tag === 'Left') throw new Error(saved.left.message);
  const resumed = await trainedBy({ resume: saved.right });
  if (whole.result._tag === 'Left') throw new Error(whole.result.left.message);
  expect(encodeModel(resumed)).toEqual(encodeModel(whole.result.right));
  expect(resumed.history.map(({ layers }) => layers)).toEqual(
    whole.result.right.history.map(({ layers }) => layers),
  );
});

describe('a number within a layer that is not finite', () => {
  const ofThree: Network<number, number> = input(3);

  /** `x` times a function of a learned number. */
  const times = (kind: string, start: number, factorOf: (learned: Tensor) => Tensor) =>
    sameShapeLayer(() => ({
      kind,
      config: {},
      init: () => ({ ...noVariables, params: { factor: { of: tensor([start]) } } }),
      apply: ({ params, state }, x) => [mul(x, factorOf(tensorAt(params, 'factor.of'))), state],
    }));

  it('is located in the innermost layer, by its path', async () => {
    const enlarge = times('enlarge', 3e38, (factor) => mul(factor, 100));
    const network = pipe(
      ofThree,
      residual(flow(dense(3), residual(flow(enlarge, relu())))),
      dense(2),
    );
    const { result } = await run({ network });
    expect(result).toMatchObject({
      left: { layer: 'residual1.body.residual1.body.enlarge1', what: 'output' },
    });
  });

  it('is located in the layer whose gradient it is', async () => {
    // The slope of a root at 0 is infinite.
    const network = pipe(ofThree, residual(flow(dense(3), times('root', 0, sqrt))), dense(2));
    const { result } = await run({ network });
    expect(result).toMatchObject({ left: { layer: 'residual1.body.root1', what: 'gradient' } });
  });
});

describe('what chooses parameters by their paths', () => {
  const { params } = initialize(tree, key(4));
  const ones = mapTree(params, (leaf) => add(mul(leaf, 0), 1));
  const kernels = leavesWithPaths(params).filter(([path, leaf]) => isKernel(path, leaf));

  it('finds the kernels of layers within layers', () => {
    expect(kernels.length).toBe(9);
    expect(penalizeKernels(l2(0.5))(params).item()).toBeCloseTo(
      kernels.reduce((total, [, leaf]) => total + 0.5 * sum(square(leaf)).item(), 0),
      4,
    );
    const limited = onKernels(maxNorm(0.1))(params);
    for (const [path, leaf] of leavesWithPaths(limited))
      if (isKernel(path, leaf)) {
        const norms = sum(square(leaf), { axes: 0 }).data;
        for (const norm of norms) expect(Math.sqrt(norm)).toBeCloseTo(0.1, 5);
      } else expect(leaf).toBe(tensorAt(params, path));
  });

  const stepped = (optimizer: Optimizer): Variables =>
    optimizer.update(optimizer.init(params), ones)[0].params;

  it('trains a group of them by another optimizer', () => {
    const inBody = (path: string): boolean => path.startsWith('residual1.body.');
    const optimizer = byGroup(
      [inBody, sgd({ learningRate: 1 })],
      [() => true, sgd({ learningRate: 0 })],
    );
    const moved = leavesWithPaths(stepped(optimizer)).flatMap(([path, leaf]) =>
      leaf.data.every((value, i) => value === tensorAt(params, path).data[i]) ? [] : [path],
    );
    expect(moved).toEqual(
      leavesWithPaths(params).flatMap(([path]) => (inBody(path) ? [path] : [])),
    );
  });

  it('decays the kernels alone', () => {
    const options = { learningRate: 0.1, decayMask: isKernel };
    const plain = stepped(adamW({ ...options, weightDecay: 0 }));
    for (const [path, leaf] of leavesWithPaths(stepped(adamW({ ...options, weightDecay: 0.5 })))) {
      const decay = isKernel(path, leaf) ? 0.1 * 0.5 : 0;
      const expected = sub(tensorAt(plain, path), mul(tensorAt(params, path), decay));
      leaf.data.forEach((value, i) => {
        expect(value).toBeCloseTo(expected.data[i]!, 6);
      });
    }
  });

  it('clips and projects them in a step', () => {
    const optimizer = pipe(
      sgd({ learningRate: 1 }),
      before(clipByGlobalNorm(1)),
      after(onKernels(maxNorm(0.2))),
    );
    for (const [path, leaf] of leavesWithPaths(stepped(optimizer)))
      if (isKernel(path, leaf))
        for (const norm of sum(square(leaf), { axes: 0 }).data)
          expect(Math.sqrt(norm)).toBeLessThan(0.2001);
  });
});
