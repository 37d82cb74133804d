/** For tests of other packages in this repository, as `@puregrad/tensors/testing/seconds`; it is not published. */

/** Of the processor, however busy the machine is; on pages, which cannot know it, of the clock. */
const now = (): number => {
  if (typeof process === 'undefined') return performance.now() / 1e3;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** How many seconds a call takes. */
export const secondsOf = (call: () => void): number => {
  const before = now();
  call();
  return now() - before;
};
