import { valueAndGrad } from '@puregrad/autodiff';
import { apply, dense, dropout, initialize, input, relu, type Variables } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { adam, type OptimizerState } from '@puregrad/optimizers';
import {
  argMax,
  compile,
  foldIn,
  key,
  matmul,
  mean,
  mul,
  normal,
  pipe,
  read,
  referenceEngine,
  square,
  sub,
  type Tensor,
} from '@puregrad/tensors';
import { type GpuEngine, type GpuMode, gpuEngine } from '@puregrad/tensors/gpu';
import { release } from '@puregrad/tensors/interpreters';
import { unlessAll } from '@puregrad/tensors/testing/slice';
import { describe, expect, inject, it } from 'vitest';
import type { FitOptions } from './fit-options.ts';
import { trainWith } from './testing/train-with.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of what runs the tests, the modes for whole runs. */
    readonly wholeRunModes?: readonly GpuMode[];
  }
}

/** In Chromium too, on its page with a graphics processor made of software. */
const modes: readonly GpuMode[] = inject('wholeRunModes') ?? ['webasm', 'cpu'];

const open = async (mode: GpuMode): Promise<GpuEngine> => {
  const engine = await gpuEngine({ mode })();
  if (engine._tag === 'Left') throw new Error(engine.left.message);
  return engine.right;
};

type Methods = Record<string, (this: unknown, ...args: unknown[]) => unknown>;

/** The buffers and textures of devices that are made from here on and still there. */
const watchDeviceObjects = (): ReadonlySet<unknown> => {
  const there = new Set<unknown>();
  const watch = (owner: string, method: string, after: (made: unknown, given: unknown) => void) => {
    const methods = (globalThis as unknown as Record<string, { readonly prototype: Methods }>)[
      owner
    ]?.prototype;
    const original = methods?.[method];
    if (methods === undefined || original === undefined) return;
    methods[method] = function (...args: unknown[]) {
      const made = original.apply(this, args);
      after(made, args.length > 0 ? args[0] : this);
      return made;
    };
  };
  watch('GPUDevice', 'createBuffer', (buffer) => there.add(buffer));
  watch('GPUBuffer', 'destroy', (_, buffer) => there.delete(buffer));
  watch('WebGL2RenderingContext', 'createTexture', (texture) => there.add(texture));
  watch('WebGL2RenderingContext', 'deleteTexture', (_, texture) => there.delete(texture));
  return there;
};

const heapBytes = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  return (
    (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0
  );
};

const STEPS = unlessAll(40, 200);
/** The share of the first loss to which the loss falls in these steps. */
const FALL = unlessAll(0.5, 0.2);
const BATCH = 16;
const network = pipe(input(784), dense(64), relu(), dropout(0.2), dense(10));
const optimizer = adam({ learningRate: 1e-3 });
const runKey = key(7);

const step = (state: OptimizerState<Variables>, x: Tensor, y: Tensor) => {
  const objective = (params: Variables): Tensor => {
    const options = { training: true, key: foldIn(runKey, state.step) };
    return mean(sparseSoftmaxCrossEntropy(apply(network)(params, {}, x, options)[0], y));
  };
  const [loss, gradients] = valueAndGrad(objective)(state.params);
  const [next] = optimizer.update(state, gradients);
  return [next, loss] as const;
};

/** Classes that a linear function of few inputs decides. */
const dataOf = (count: number) => {
  const x = normal(key(count), [count, 6]);
  return { x, y: argMax(matmul(x, normal(key(2), [6, 3]))) };
};

const start = () => optimizer.init(initialize(network, key(1)).params);

/** Classes that a linear function of the inputs decides. */
const batches = [0, 1, 2, 3].map((i) => {
  const x = normal(key(100 + i), [BATCH, 784]);
  return { x, y: argMax(matmul(x, normal(key(99), [784, 10]))) };
});

const referenceLosses = (): readonly number[] => {
  const run = compile(step, { engine: referenceEngine() });
  let state = start();
  return Array.from({ length: STEPS }, (_, i) => {
    const { x, y } = batches[i % batches.length]!;
    const [next, loss] = run(state, x, y);
    state = next;
    return loss.item();
  });
};

/** The allowed error of a loss after this number of steps, relative to the first: rounding errors add up. */
const TOLERANCE = 1e-5;

const expected = referenceLosses();

describe.each(modes)('training on gpu.js, %s', (mode) => {
  it(`${STEPS} steps follow the losses of the reference engine`, { timeout: 300_000 }, async () => {
    const engine = await open(mode);
    const run = compile(step, { engine, donate: [0] });
    let state = start();
    const losses: number[] = [];
    for (let i = 0; i < STEPS; i++) {
      const { x, y } = batches[i % batches.length]!;
      const [next, loss] = await run(state, x, y);
      state = next;
      losses.push((await read(loss)).item());
    }
    const worst = Math.max(...losses.map((loss, i) => Math.abs(loss - expected[i]!)));
    expect(expected.at(-1)! / expected[0]!).toBeLessThan(FALL);
    expect(worst / expected[0]!).toBeLessThan(TOLERANCE);
    await engine.close();
  });
});

describe.each(modes)('fit on gpu.js, %s', (mode) => {
  it('trains as by default, and what it gives outlives the device', {
    timeout: 300_000,
  }, async () => {
    const options: FitOptions = {
      network: pipe(input(6), dense(16), relu(), dropout(0.1), dense(3)),
      optimizer: adam({ learningRate: 0.02 }),
      train: dataOf(90),
      validation: dataOf(30),
      epochs: 2,
      batchSize: 16,
    };
    const trained = async (given: Partial<FitOptions>) => {
      const losses: number[] = [];
      const result = await trainWith({ ...options, ...given }, (event) => {
        if (event.kind === 'step') losses.push(event.loss);
      })();
      if (result._tag === 'Left') throw new Error(result.left.message);
      return { losses, ...result.right };
    };
    const engine = await open(mode);
    const [there, here] = [await trained({ engine }), await trained({})];
    await engine.close();
    expect(there.losses).toHaveLength(12);
    there.losses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(here.losses[i]!, 4);
    });
    expect(there.history[1]!.validation!.loss).toBeCloseTo(here.history[1]!.validation!.loss, 4);
    const [weights, expected] = [there, here].map(
      ({ params }) => (params.dense1 as { readonly kernel: Tensor }).kernel,
    );
    weights!.data.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected!.data[i]!, 3);
    });
  });
});

describe.each(modes.filter((mode) => mode !== 'webgl'))('memory of gpu.js, %s', (mode) => {
  const steps = unlessAll(2000, 10_000);
  it(`is flat over ${steps} steps, and gone when the engine is closed`, {
    timeout: 600_000,
  }, async () => {
    const objects = watchDeviceObjects();
    const engine = await open(mode);
    const run = compile(
      (w: Tensor, x: Tensor) => {
        const loss = (at: Tensor): Tensor => mean(square(sub(matmul(x, at), 1)));
        const [value, gradient] = valueAndGrad(loss)(w);
        return [sub(w, mul(gradient, 0.1)), value] as const;
      },
      { engine, donate: [0] },
    );
    const x = normal(key(1), [8, 4]);
    let w: Tensor = normal(key(2), [4, 3]);
    const seen: { readonly buffers: number; readonly objects: number; readonly heap: number }[] =
      [];
    for (let i = 1; i <= steps; i++) {
      const [next, loss] = await run(w, x);
      w = next;
      if (i % 10 === 0) release(await read(loss));
      else release(loss);
      if (i % (steps / 10) !== 0) continue;
      await new Promise((resolve) => setTimeout(resolve)); // Finalizers have their turn.
      seen.push({ buffers: engine.liveBuffers(), objects: objects.size, heap: heapBytes() });
    }
    // The parameters, the inputs.
    expect(seen.map(({ buffers }) => buffers)).toEqual(seen.map(() => 2));
    expect(seen.at(-1)!.objects).toBe(seen[1]!.objects);
    expect(seen.at(-1)!.heap - seen[1]!.heap).toBeLessThan(1e6);
    await engine.close();
    expect(engine.liveBuffers()).toBe(0);
    expect(objects.size).toBe(0);
  });
});
