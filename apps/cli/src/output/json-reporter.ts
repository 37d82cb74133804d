import type { Terminal } from '../terminal.ts';
import type { Reporter } from './reporter.ts';

/** One JSON object a line on standard output, and nothing else there. */
export const jsonReporter = ({ out }: Terminal): Reporter => {
  const write = (value: unknown): void => out(JSON.stringify(value));
  return {
    plan: (plan) => write({ kind: 'plan', ...plan }),
    event: write,
    interrupting: () => {},
    outcome: ({ test, seconds, model }) =>
      write({ kind: 'result', test, seconds, model: model ?? null }),
  };
};
