const INTERVAL = 100;

/**
 * A function to await between steps: now and then it lets timers, signals and the page have their
 * turn. By time and not by count, since steps take microseconds or seconds.
 */
export const breather = (): (() => Promise<void> | undefined) => {
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
