import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Work } from './works.ts';

/** Requests to subjects and their answers; subjects/protocol.mjs has the full protocol. */
export type Request =
  | { readonly prepare: Work; readonly data: string }
  | { readonly run: { readonly milliseconds: number; readonly most: number } }
  | { readonly train: { readonly limitSeconds: number } }
  | { readonly memory: true }
  | { readonly kernels: true };

export interface Reply {
  readonly check?: readonly number[];
  readonly times?: readonly number[];
  readonly unsupported?: string;
  readonly error?: string;
  readonly seconds?: number;
  readonly epochs?: number;
  readonly accuracy?: number;
  readonly heapBytes?: number | null;
  readonly residentBytes?: number;
  readonly peakBytes?: number;
  readonly kernels?: number;
}

/** A library in a process of its own, with its settings. */
export interface SubjectProcess {
  /** An answer; `{ error }` where the process ends, says nothing in time, or talks nonsense. */
  readonly ask: (request: Request, timeoutSeconds: number) => Promise<Reply>;
  readonly stop: () => void;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a subject. One that has failed to answer is ended, and answers every question with that. */
export const startSubject = ({ command, args, env }: Command): SubjectProcess => {
  const child: ChildProcess = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let ended: string | undefined;
  let complaints = '';
  let settle: ((reply: Reply) => void) | undefined;

  const end = (why: string): void => {
    ended ??= why;
    child.kill('SIGKILL');
    settle?.({ error: ended });
  };
  child.stderr!.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-2000);
  });
  child.stdin!.on('error', () => {}); // It is told by the exit that follows.
  child.on('error', ({ message }) => end(message));
  child.on('close', (code, signal) =>
    end(`it ended with ${signal ?? `code ${code}`}${complaints && `: ${complaints.trim()}`}`),
  );
  createInterface({ input: child.stdout! }).on('line', (line) => {
    try {
      settle?.(JSON.parse(line));
    } catch {
      end(`it said: ${line.slice(0, 200)}`);
    }
  });

  return {
    ask: (request, timeoutSeconds) => {
      if (ended !== undefined) return Promise.resolve({ error: ended });
      return new Promise((resolve) => {
        const timer = setTimeout(
          () => end(`no answer within ${timeoutSeconds} s`),
          1000 * timeoutSeconds,
        );
        settle = (reply) => {
          clearTimeout(timer);
          settle = undefined;
          resolve(reply);
        };
        child.stdin!.write(`${JSON.stringify(request)}\n`);
      });
    },
    stop: () => end('it was stopped'),
  };
};
