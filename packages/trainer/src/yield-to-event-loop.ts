const INTERVAL = 100;

/** Yields to timers, signals and the page, if some time has passed since the last time. */
export type YieldToEventLoop = () => Promise<void> | undefined;

/**
 * A function to await between steps. It depends on time and not on the number of steps, because a step may take
 * microseconds or seconds.
 */
export const yieldToEventLoop = (): YieldToEventLoop => {
  let last = performance.now();
  return () => {
    if (performance.now() - last < INTERVAL) return undefined;
    return new Promise((resolve) => {
      setTimeout(() => {
        last = performance.now();
        resolve();
      }, 0);
    });
  };
};
