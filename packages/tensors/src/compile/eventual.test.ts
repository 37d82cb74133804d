import { expect, it } from 'vitest';
import { tensor } from '../create.ts';
import { DeviceError } from '../errors.ts';
import { add, mul } from '../ops/arithmetic.ts';
import type { Tensor } from '../tensor.ts';
import { compile } from './compile.ts';
import type { Engine } from './engine.ts';
import { explain } from './explain.ts';
import { referenceEngine } from './reference-engine.ts';

/** The reference engine, with results that come later, or never. */
const later = (fails = false): Engine<'later'> => ({
  name: 'later',
  description: 'plain loops, later',
  results: 'later',
  prepare: (graph, donated) => {
    const program = referenceEngine().prepare(graph, donated);
    return {
      run: async (inputs) => {
        if (fails) throw new DeviceError('the device is lost');
        return program.run(inputs);
      },
      profile: async (inputs) => program.profile(inputs),
    };
  },
});

const f = (x: Tensor, y: Tensor): Tensor => add(mul(x, 2), y);
const [x, y] = [tensor([1, 2]), tensor([10, 20])];

it('one compile gives values or promises, as the engine’s results come', async () => {
  expect(compile(f, { engine: referenceEngine() })(x, y).toArray()).toEqual([12, 24]);
  const run = compile(f, { engine: later() });
  expect(run(x, y)).toBeInstanceOf(Promise);
  expect((await run(x, y)).toArray()).toEqual([12, 24]);
  expect(await explain(run)).toContain('plain loops, later');
  expect((await run.inspect(x, y)).engine.results).toBe('later');
});

it('every error of a function whose results come later is a rejection', async () => {
  await expect(compile(f, { engine: later(true) })(x, y)).rejects.toThrow(DeviceError);
  await expect(compile(f, { engine: later() })(x, 'y' as never)).rejects.toThrow();
  await expect(compile(f, { engine: later() }).inspect()).rejects.toThrow(
    'has not been called yet',
  );
});

it('an argument is donated before the promise comes, and if the run fails too', async () => {
  for (const fails of [false, true]) {
    const given = tensor([1, 2]);
    const running = compile(f, { engine: later(fails), donate: [0] })(given, y);
    expect(() => given.data[0]).toThrow('was donated');
    await running.catch(() => undefined);
  }
});

it('an engine that does not say when its results come is refused', () => {
  const { results: _, ...engine } = referenceEngine();
  expect(() => compile(f, { engine: engine as never })).toThrow(
    "compile: results of the engine must be 'now' or 'later', got undefined",
  );
});
