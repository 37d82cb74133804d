import type { StepEvent } from '@puregrad/trainer';
import { Presets, SingleBar } from 'cli-progress';

/** A bar for the epoch under way, redrawn in place. */
export interface Progress {
  readonly start: (epoch: number, epochs: number, steps: number) => void;
  readonly step: (event: StepEvent) => void;
  readonly stop: () => void;
}

export const noProgress: Progress = { start: () => {}, step: () => {}, stop: () => {} };

/** A bar for work of a known number of parts. It has to be stopped, or else the process does not end. */
export const countProgress = (screen: NodeJS.WriteStream | undefined, parts: number) => {
  if (screen === undefined) return { count: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      ...{ stream: screen, hideCursor: true, clearOnComplete: true, barsize: 24 },
      ...{ format: '{bar} {percentage}% │ {eta_formatted} left' },
    },
    Presets.shades_classic,
  );
  bar.start(parts, 0);
  return { count: () => bar.increment(), stop: () => bar.stop() };
};

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
