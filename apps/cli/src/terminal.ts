import { once } from 'node:events';
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
  /**
   * Waits until the reader of the results takes more. False if it has left, as `head` does after its last line:
   * then results that only it would have read need not be made.
   */
  readonly isRead: () => Promise<boolean>;
}

/** The streams whose reader has left; nothing more is written to them. */
const closed = new Set<NodeJS.WriteStream>();

/** Goes on in silence when the reader of a stream leaves: the work has results besides those that are read. */
const outliveReader = (stream: NodeJS.WriteStream): void => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed.add(stream);
  });
};

const writeLine = (stream: NodeJS.WriteStream, line: string): void => {
  if (!closed.has(stream)) stream.write(`${line}\n`);
};

/** Waits while lines are buffered for a reader that is slower than they come. */
const caughtUp = (stream: NodeJS.WriteStream): Promise<unknown> =>
  stream.writableNeedDrain && !closed.has(stream)
    ? once(stream, 'drain').catch(() => {}) // Rejects if the reader leaves.
    : new Promise(setImmediate);

/** Called once, at the start of the program. */
export const outliveReaders = (): void => [process.stdout, process.stderr].forEach(outliveReader);

export const processTerminal: Terminal = {
  out: (line) => writeLine(process.stdout, line),
  err: (line) => writeLine(process.stderr, line),
  screen: process.stderr.isTTY ? process.stderr : undefined,
  onInterrupt: (listener) => {
    process.on('SIGINT', listener);
    return () => process.off('SIGINT', listener);
  },
  isRead: async () => {
    await caughtUp(process.stdout);
    return !closed.has(process.stdout);
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
