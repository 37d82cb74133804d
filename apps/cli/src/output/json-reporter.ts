import { jsonOfScores } from '../scores/tell-scores.ts';
import type { Terminal } from '../terminal.ts';
import type { Reporter } from './reporter.ts';

/** One JSON object a line on standard output, and nothing else there. */
export const jsonReporter = ({ out }: Terminal): Reporter => {
  const write = (value: unknown): void => out(JSON.stringify(value));
  return {
    plan: (plan) => write({ kind: 'plan', ...plan }),
    event: write,
    resuming: (epoch, steps) => write({ kind: 'resume', epoch, steps }),
    refit: (epochs, examples) => write({ kind: 'refit', epochs, examples }),
    interrupting: () => {},
    outcome: ({ on, scores, seconds, model }) =>
      write({
        ...{ kind: 'result', [on]: { loss: scores.loss, metrics: scores.metrics } },
        ...jsonOfScores(scores),
        ...{ seconds, model: model ?? null },
      }),
  };
};
