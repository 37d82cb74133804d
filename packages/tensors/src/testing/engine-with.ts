import { startWorker, type Thread } from '../wasm/start-worker.ts';
import {
  createWasmEngine,
  TUNING,
  type WasmEngine,
  type WasmEngineTuning,
} from '../wasm/wasm-engine.ts';

interface WatchedEngine {
  readonly engine: WasmEngine;
  readonly workers: readonly Thread[];
  readonly hasEnded: () => Promise<void>;
}

/** An engine whose workers can be got at. */
export const engineWith = (
  threads: number,
  tuning: Partial<WasmEngineTuning> = {},
): WatchedEngine => {
  const workers: Thread[] = [];
  const ended: (() => void)[] = [];
  const engine = createWasmEngine(
    { threads },
    {
      ...TUNING,
      sharing: { work: 0, part: 0, chunk: 1 },
      startWorker: (options) => {
        const worker = startWorker({
          ...options,
          ended: (reason) => {
            options.ended(reason);
            for (const tell of ended) tell();
          },
        });
        workers.push(worker);
        return worker;
      },
      ...tuning,
    },
  );
  const hasEnded = (): Promise<void> =>
    new Promise((resolve) => {
      ended.push(resolve);
    });
  return { engine, workers, hasEnded };
};
