import { type MetricMode, modeOf } from '@puregrad/metrics';
import { ArgumentError } from '@puregrad/tensors';
import type { Metrics } from './metrics.ts';

/** What follows a value from epoch to epoch: early stopping, or a plateau. */
interface Follower<F> {
  readonly mode?: MetricMode | undefined;
  readonly withMode?: (mode: MetricMode) => F;
}

/** Gives a follower the mode of what it watches, and refuses one that contradicts it. */
export type WithModeOf = <F extends Follower<F>>(
  option: 'stop' | 'plateau',
  follower: F | undefined,
) => F | undefined;

/**
 * Losses are better when they are smaller; metrics know their way (`modeOf`).
 *
 * @throws ArgumentError where there is no such metric; from the result, where a follower's mode is the
 * wrong one, or neither it nor the metric has any.
 */
export const followMonitor = (monitor: string, metrics: Metrics): WithModeOf => {
  const names = Object.keys(metrics);
  if (monitor !== 'loss' && !names.includes(monitor))
    throw new ArgumentError(
      `fit: monitor '${monitor}' is neither 'loss' nor a metric; metrics are ${names.join(', ') || 'none'}`,
    );
  const mode = monitor === 'loss' ? 'min' : modeOf(metrics[monitor]!);

  return (option, follower) => {
    if (follower === undefined) return undefined;
    if (mode === undefined) {
      // A follower of the user's own that cannot be told a mode has its way of judging already.
      if (follower.mode !== undefined || follower.withMode === undefined) return follower;
      throw new ArgumentError(
        `fit: whether large or small values of the metric '${monitor}' are better is not known; give ${option} a mode, 'max' or 'min', or make the metric by withMode('max', …) of @puregrad/metrics`,
      );
    }
    if (follower.mode !== undefined && follower.mode !== mode)
      throw new ArgumentError(
        `fit: ${option} has mode '${follower.mode}', but '${monitor}' is better when it is ${mode === 'max' ? 'larger' : 'smaller'}; leave the mode out`,
      );
    return follower.withMode?.(mode) ?? follower;
  };
};
