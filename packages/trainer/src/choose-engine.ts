import { type Engine, read, type When } from '@puregrad/tensors';
import type { EngineTime } from './events.ts';
import type { AnyFitOptions, ChosenEngine, FitOptions } from './fit-options.ts';
import { type Run, runOf } from './run.ts';
import { initialState } from './training-step.ts';

/** A candidate engine, with a function that disposes of it if it is not chosen. */
export interface Candidate {
  readonly engine: Engine<When>;
  readonly close: () => Promise<void>;
}

export interface Candidates {
  /** The engine that is chosen unless another one is faster. */
  readonly own: Engine<When>;
  readonly others: () => Promise<readonly Candidate[]>;
  /** The duration of a run on the first engine, in milliseconds, above which others are tried. */
  readonly worthwhileMs: number;
  /** The clock, in milliseconds; `performance.now` by default. */
  readonly now?: () => number;
}

const STEPS = 5;
const ENOUGH_MS = 2000;
/** The factor by which another engine must be faster: its first step also costs time, and times are uncertain. */
const MARGIN = 0.9;

/** The median time of some steps of the run, after a first one that compiles them. */
const stepMs = async (
  { objective, optimizer, ...run }: Run,
  now: () => number,
): Promise<number> => {
  let state = initialState(objective, optimizer, { init: run.initKey, steps: run.stepsKey });
  const [rows] = run.orderOf(1);
  const times: number[] = [];
  const began = now();
  for (let i = 0; i <= STEPS && now() - began < ENOUGH_MS + (times[0] ?? 0); i++) {
    const start = now();
    const [next, { loss }] = await run.stepAt(1)(state, run.data, rows!);
    await read(loss);
    state = next;
    times.push(now() - start);
  }
  // The first step compiled; it counts only if there was no time for another.
  const sorted = times.slice(times.length > 1 ? 1 : 0).sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
};

/** Measures engines on the steps of the run itself. */
export const chooseEngine = async (
  given: FitOptions,
  { own, others, worthwhileMs, now = () => performance.now() }: Candidates,
): Promise<ChosenEngine> => {
  const options = given as unknown as AnyFitOptions;
  const run = runOf(options, own);
  const ownMs = await stepMs(run, now);
  const times: EngineTime[] = [{ description: own.description, milliseconds: ownMs }];
  let best: ChosenEngine = { engine: own, times, close: async () => {} };
  if (ownMs * run.stepsPerEpoch * run.epochs < worthwhileMs) return best;
  let bestMs = MARGIN * ownMs;
  for (const { engine, close } of await others()) {
    const { description } = engine;
    try {
      const milliseconds = await stepMs(runOf(options, engine), now);
      times.push({ description, milliseconds });
      if (milliseconds < bestMs) {
        await best.close();
        best = { engine, close, times };
        bestMs = milliseconds;
        continue;
      }
    } catch (error) {
      times.push({ description, milliseconds: undefined, problem: (error as Error).message });
    }
    await close();
  }
  return best;
};
