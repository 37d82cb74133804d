import { dense, dropout, input, relu, tensorAt } from '@puregrad/layers';
import { adam, sgd } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import {
  argMax,
  DeviceError,
  type Engine,
  key,
  matmul,
  normal,
  pipe,
  referenceEngine,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { auto } from './auto.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { chooseEngine } from './choose-engine.ts';
import type { TrainingEvent } from './events.ts';
import type { EngineChoice, FitOptions } from './fit-options.ts';
import { trainWith } from './testing/train-with.ts';

const network = pipe(input(6), dense(16), relu(), dropout(0.1), dense(3));
const x = normal(key(1), [90, 6]);
const options: FitOptions = {
  network,
  optimizer: adam({ learningRate: 0.02 }),
  train: { x, y: argMax(matmul(x, normal(key(2), [6, 3]))) },
  validation: { x, y: argMax(matmul(x, normal(key(2), [6, 3]))) },
  epochs: 4,
  batchSize: 16,
  stop: earlyStopping({ patience: 10 }),
};

interface LaterOptions {
  /** Fails at this call, as a device that is lost does. */
  readonly failsAt?: number;
  /** Milliseconds of each call, by the clock of this file. */
  readonly slow?: number;
}

/** Engines are told apart by this clock, not by how busy the machine is. */
let clock = 0;

/** The reference engine, whose results come later, and whose device may fail. */
const later = ({ failsAt = Infinity, slow = 1 }: LaterOptions = {}): Engine<'later'> => {
  let calls = 0;
  return {
    name: 'later',
    description: 'plain loops, later',
    results: 'later',
    prepare: (graph, donated) => {
      const program = referenceEngine().prepare(graph, donated);
      return {
        run: async (inputs) => {
          if (++calls >= failsAt) throw new DeviceError('the device is lost');
          clock += slow;
          await new Promise((resolve) => setTimeout(resolve));
          return program.run(inputs);
        },
        profile: async (inputs) => program.profile(inputs),
      };
    },
  };
};

const run = async (given: Partial<FitOptions>) => {
  const events: TrainingEvent[] = [];
  const result = await trainWith({ ...options, ...given }, (event) => events.push(event))();
  return { events, result };
};

const lossesOf = (events: readonly TrainingEvent[]): readonly number[] =>
  events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));

const kindsOf = (events: readonly TrainingEvent[]): readonly string[] =>
  events.map(({ kind }) => kind);

describe('fit on an engine whose results come later', async () => {
  const expected = await run({ engine: referenceEngine() });

  it.each([1, 4, 1000])('gives the same, its losses read every %i steps', async (readEvery) => {
    const { events, result } = await run({ engine: later(), readEvery });
    expect(kindsOf(events)).toEqual(kindsOf(expected.events));
    expect(lossesOf(events)).toEqual(lossesOf(expected.events));
    if (result._tag === 'Left' || expected.result._tag === 'Left') throw new Error('it failed');
    expect(tensorAt(result.right.params, 'dense1.kernel').data).toEqual(
      tensorAt(expected.result.right.params, 'dense1.kernel').data,
    );
    expect(result.right.history.at(-1)!.validation).toEqual(
      expected.result.right.history.at(-1)!.validation,
    );
  });

  it('finds the step that was not finite, though others came after it before anyone looked', async () => {
    const optimizer = sgd({ learningRate: 1e20 });
    const now = await run({ optimizer, engine: referenceEngine() });
    const { events, result } = await run({ optimizer, engine: later(), readEvery: 50 });
    expect(result).toEqual(now.result);
    expect(result).toMatchObject({ left: { _tag: 'NonFinite' } });
    expect(kindsOf(events)).toEqual(kindsOf(now.events));
  });

  it('a lost device is a failure that says the step; the last checkpoint is whole, and resumes', async () => {
    const { events, result } = await run({
      engine: later({ failsAt: 15 }),
      checkpointEvery: 4,
      readEvery: 3,
    });
    // Six steps an epoch and an evaluation: the fifteenth call is the thirteenth step.
    expect(result).toMatchObject({ left: { _tag: 'DeviceFailure', epoch: 3, step: 13 } });
    expect(events.at(-1)).toMatchObject({ kind: 'failure', failure: { _tag: 'DeviceFailure' } });
    const saved = events.findLast((event) => event.kind === 'checkpoint');
    if (saved?.kind !== 'checkpoint') throw new Error('no checkpoint');
    const read = decodeCheckpoint(encodeCheckpoint(saved.checkpoint), options as never);
    if (read._tag === 'Left') throw new Error(read.left.message);
    const rest = await run({ engine: referenceEngine(), resume: read.right });
    expect(lossesOf(rest.events)).toEqual(lossesOf(expected.events).slice(12));
  });

  it('a device that is lost in an evaluation is a failure too', async () => {
    const { result } = await run({ engine: later({ failsAt: 7 }) });
    expect(result).toMatchObject({ left: { _tag: 'DeviceFailure', epoch: 1, step: 6 } });
  });
});

describe('the choice of an engine', () => {
  const choiceOf = (own: Engine<'later'>, ...engines: readonly Engine<'later'>[]) => {
    const closed: string[] = [];
    const others = async () =>
      engines.map((engine, i) => ({
        engine: { ...engine, description: `engine ${i}` },
        close: async () => {
          closed.push(`engine ${i}`);
        },
      }));
    const choice: EngineChoice = {
      kind: 'choice',
      choose: (of) => chooseEngine(of, { own, others, worthwhileMs: 0, now: () => clock }),
    };
    return { choice, closed };
  };
  const chosenBy = async (engine: EngineChoice, epochs = 1) => {
    const { events, result } = await run({ engine, epochs });
    expect(result._tag).toBe('Right');
    const event = events.find(({ kind }) => kind === 'engine');
    if (event?.kind !== 'engine') throw new Error('nothing was said');
    return event;
  };

  it('stays with the first where others are slower or fail, and closes those', async () => {
    const { choice, closed } = choiceOf(later(), later({ slow: 50 }), later({ failsAt: 1 }));
    const { description, times } = await chosenBy(choice);
    expect(description).toBe('plain loops, later');
    expect(times.map(({ milliseconds }) => typeof milliseconds)).toEqual([
      'number',
      'number',
      'undefined',
    ]);
    expect(times[2]!.problem).toContain('the device is lost');
    expect(closed).toEqual(['engine 0', 'engine 1']);
  });

  it('takes what is faster, and closes it at the end', async () => {
    const { choice, closed } = choiceOf(later({ slow: 50 }), later());
    expect((await chosenBy(choice)).description).toBe('engine 0');
    expect(closed).toEqual(['engine 0']);
  });

  it('does not try others for a run that is done in seconds', async () => {
    expect((await chosenBy(auto)).times).toHaveLength(1);
  });
});
