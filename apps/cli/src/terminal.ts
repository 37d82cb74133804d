import { ExitCode } from './exit-code.ts';

/** Where a command writes, and how it learns of Ctrl-C: the process, or a test. */
export interface Terminal {
  /** Results. */
  readonly out: (line: string) => void;
  /** Progress and errors. */
  readonly err: (line: string) => void;
  /** The screen for progress bars; undefined if the output is not a terminal. */
  readonly screen: NodeJS.WriteStream | undefined;
  /** Calls back at each Ctrl-C; returns how to stop listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

export const processTerminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  screen: process.stderr.isTTY ? process.stderr : undefined,
  onInterrupt: (listener) => {
    process.on('SIGINT', listener);
    return () => process.off('SIGINT', listener);
  },
};

/** A signal that the first Ctrl-C aborts; the second one quits at once. */
export const abortOnInterrupt = (terminal: Terminal, onFirst: () => void = () => {}) => {
  const controller = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort(new Error('interrupted'));
    onFirst();
  });
  return { signal: controller.signal, stopListening };
};
