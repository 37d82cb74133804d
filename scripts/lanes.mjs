import { start } from './processes.mjs';

export const SKIPPED = 'skipped';

/**
 * Runs tasks side by side, each as soon as a lane is free and what it comes after has passed; the first
 * in the list goes first. A failure, or `stop`, ends all that runs, and nothing more begins.
 *
 * A task has a `name`, `commands` that run in turn, names in `after`, and may have `skip`, the reason
 * why it does not run. The result maps each name to its exit code, `SKIPPED`, or undefined where it
 * has not run to its end.
 */
export function runLanes(tasks, { lanes, env, onStart = () => {}, onEnd = () => {} }) {
  const results = new Map();
  const running = new Map();
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    for (const { stop } of running.values()) stop();
  };
  const passed = (name) => results.get(name) === 0 || results.get(name) === SKIPPED;

  async function runTask(task) {
    const output = [];
    const begin = performance.now();
    let code = 0;
    for (const [command, ...args] of task.commands) {
      if (code !== 0 || isStopped) break;
      const child = start(command, args, { env, onOutput: (chunk) => output.push(chunk) });
      running.set(task.name, child);
      code = await child.done;
    }
    running.delete(task.name);
    const wasStopped = isStopped;
    if (!wasStopped) results.set(task.name, code);
    if (code !== 0) stop();
    onEnd(task, {
      code: wasStopped ? undefined : code,
      seconds: (performance.now() - begin) / 1000,
      output: Buffer.concat(output),
    });
  }

  const done = new Promise((resolve, reject) => {
    const waiting = [...tasks];
    let busy = 0;
    const next = () => {
      while (!isStopped && busy < lanes) {
        const index = waiting.findIndex(({ after = [] }) => after.every(passed));
        if (index < 0) break;
        const [task] = waiting.splice(index, 1);
        if (task.skip !== undefined) {
          results.set(task.name, SKIPPED);
          continue;
        }
        busy++;
        onStart(task);
        runTask(task).then(() => {
          busy--;
          next();
        }, reject);
      }
      if (busy === 0) resolve(results);
    };
    next();
  });
  return { done, stop };
}
