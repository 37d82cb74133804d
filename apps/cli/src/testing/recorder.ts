import { stripVTControlCharacters } from 'node:util';
import { runCli } from '../cli.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

export interface Recording {
  readonly code: ExitCode;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** The score that `train` and `evaluate` tell last. */
export const scoreIn = (out: readonly string[]): number => {
  const [, score] = /^(?:\w+ )?\w+ (-?[\d.]+)(;|$)/.exec(out.at(-1)!) ?? [];
  return Number(score);
};

/** Runs the app as a shell would, without a terminal; `onOut` may press Ctrl-C. */
export const record = async (
  args: readonly string[],
  onOut: (line: string, interrupt: () => void) => void = () => {},
): Promise<Recording> => {
  const out: string[] = [];
  const err: string[] = [];
  const listeners = new Set<() => void>();
  const terminal: Terminal = {
    out: (given) => {
      // Where CI is set, colours are on.
      const line = stripVTControlCharacters(given);
      out.push(line);
      onOut(line, () => {
        for (const listener of listeners) listener();
      });
    },
    err: (line) => {
      err.push(line);
    },
    screen: undefined,
    isRead: async () => true,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const code = await runCli(args, terminal);
  if (listeners.size > 0) throw new Error('still listening for Ctrl-C');
  return { code, out, err };
};
