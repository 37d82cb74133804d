const INTERVAL = 100;

/** Lets timers, signals and the page have their turn, if some time has gone by since it last did. */
export type YieldToEventLoop = () => Promise<void> | undefined;

/**
 * A function to await between steps. It goes by time and not by count, because steps take microseconds or seconds.
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
