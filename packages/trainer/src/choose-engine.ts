import { type AsyncEngine, defaultEngine, type Engine, read } from '@puregrad/tensors';
import type { EngineChoice, EngineTime } from './engine-choice.ts';
import type { FitOptions } from './fit-options.ts';
import { type Run, runOf } from './run.ts';
import { initialState } from './training-step.ts';

/** What was chosen, and why. */
export interface Chosen {
  readonly engine: Engine | AsyncEngine;
  readonly times: readonly EngineTime[];
  readonly close: () => Promise<void>;
}

const STEPS = 5;
const ENOUGH_MS = 2000;
/** Another engine must be so much faster: its first step also costs, and times are uncertain. */
const MARGIN = 0.9;

/** The median of some steps of the run, after one that compiles them. */
const stepMs = async ({ objective, optimizer, ...run }: Run): Promise<number> => {
  let state = initialState(objective, optimizer, { init: run.initKey, steps: run.stepsKey });
  const [rows] = run.orderOf(1);
  const times: number[] = [];
  const began = performance.now();
  for (let i = 0; i <= STEPS && performance.now() - began < ENOUGH_MS + (times[0] ?? 0); i++) {
    const start = performance.now();
    const [next, { loss }] = await run.stepAt(1)(state, run.data, rows!);
    await read(loss);
    state = next;
    times.push(performance.now() - start);
  }
  // The first compiled; where there was time for no other, it stands for all.
  const sorted = times.slice(times.length > 1 ? 1 : 0).sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
};

/** Tries the engines on the steps of the run itself: the default one stays unless another is faster. */
export const chooseEngine = async (options: FitOptions, choice: EngineChoice): Promise<Chosen> => {
  const engine = defaultEngine();
  const own = runOf(options, engine);
  const ownMs = await stepMs(own);
  const times: EngineTime[] = [{ description: engine.description, milliseconds: ownMs }];
  let best: Chosen = { engine, times, close: async () => {} };
  if (ownMs * own.stepsPerEpoch * own.epochs < choice.worthwhileMs) return best;
  let bestMs = MARGIN * ownMs;
  for (const candidate of await choice.candidates()) {
    const { description } = candidate.engine;
    try {
      const milliseconds = await stepMs(runOf(options, candidate.engine));
      times.push({ description, milliseconds });
      if (milliseconds < bestMs) {
        await best.close();
        best = { ...candidate, times };
        bestMs = milliseconds;
        continue;
      }
    } catch (error) {
      times.push({ description, milliseconds: undefined, problem: (error as Error).message });
    }
    await candidate.close();
  }
  return best;
};
