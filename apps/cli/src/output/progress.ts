import type { StepEvent } from '@puregrad/trainer';
import { Presets, SingleBar } from 'cli-progress';

/** A bar for the epoch under way, redrawn in place. */
export interface Progress {
  readonly start: (epoch: number, epochs: number, steps: number) => void;
  readonly step: (event: StepEvent) => void;
  readonly stop: () => void;
}

export const noProgress: Progress = { start: () => {}, step: () => {}, stop: () => {} };

const FORMAT =
  'epoch {epoch}/{epochs} {bar} {percentage}% │ {rate} examples/s │ {eta_formatted} left │ loss {loss}';

/** Draws on a terminal; drawn away before anything else is written. */
export const barProgress = (screen: NodeJS.WriteStream): Progress => {
  const bar = new SingleBar(
    { stream: screen, format: FORMAT, hideCursor: true, clearOnComplete: true, barsize: 24 },
    Presets.shades_classic,
  );
  let started = 0;
  let examples = 0;
  return {
    start: (epoch, epochs, steps) => {
      started = performance.now();
      examples = 0;
      bar.start(steps, 0, { epoch, epochs, rate: '–', loss: '–' });
    },
    step: ({ stepInEpoch, examples: count, loss }) => {
      examples += count;
      const rate = Math.round(examples / ((performance.now() - started) / 1000));
      bar.update(stepInEpoch, { rate: rate.toLocaleString('en-US'), loss: loss.toFixed(4) });
    },
    stop: () => bar.stop(),
  };
};
