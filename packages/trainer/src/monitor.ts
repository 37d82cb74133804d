import { type MetricMode, modeOf } from '@puregrad/metrics';
import { ArgumentError } from '@puregrad/tensors';

/** Early stopping or a plateau, which follows a value from epoch to epoch. */
interface Follower<F> {
  readonly mode?: MetricMode | undefined;
  readonly withMode?: (mode: MetricMode) => F;
}

type MonitoredMetrics = { readonly [name: string]: Parameters<typeof modeOf>[0] };

/** Gives a follower the mode of the monitored value, and refuses a follower whose mode contradicts it. */
export type WithModeOf = <F extends Follower<F>>(
  option: 'stop' | 'plateau',
  follower: F | undefined,
) => F | undefined;

/**
 * Smaller losses are better; metrics declare their mode (`modeOf`).
 *
 * @throws ArgumentError if there is no such metric. The returned function throws one if a follower's mode
 * contradicts the metric's, or if neither has a mode.
 */
export const followMonitor = (monitor: string, metrics: MonitoredMetrics): WithModeOf => {
  const names = Object.keys(metrics);
  if (monitor !== 'loss' && !names.includes(monitor))
    throw new ArgumentError(
      `fit: monitor '${monitor}' is neither 'loss' nor a metric; metrics are ${names.join(', ') || 'none'}`,
    );
  const mode = monitor === 'loss' ? 'min' : modeOf(metrics[monitor]!);

  return (option, follower) => {
    if (follower === undefined) return undefined;
    if (mode === undefined) {
      // A custom follower that does not accept a mode has its own criterion.
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
