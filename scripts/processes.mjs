import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const shell = process.platform === 'win32'; // npx and pnpm are .cmd files there

/** The time in which a stopped command may end by itself. */
const GRACE_MS = 10_000;

// Ctrl-C reaches every process of the terminal: the child decides, this process waits for it.
process.on('SIGINT', () => {});

/** Runs a command to its end and gives its exit code, as a shell would. */
export function run(command, args, { stdio = 'inherit', env = process.env, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio, env, shell });
    const terminate = () => child.kill('SIGTERM');
    process.on('SIGTERM', terminate);
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGTERM', terminate);
      resolve(exitCode(code, signal));
    });
  });
}

/** Runs a command without a word; what it said is printed only if it fails. */
export async function runQuietly(command, args, { env } = {}) {
  const said = [];
  const code = await run(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    onOutput: (chunk) => said.push(chunk),
  });
  if (code !== 0) process.stderr.write(Buffer.concat(said));
  return code;
}

/** Starts a command that can be stopped with all the processes that it starts. */
export function start(command, args, { env = process.env, onOutput }) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    shell,
    detached: !shell, // A process group of its own, so that a signal reaches all of it.
  });
  child.stdout.on('data', onOutput);
  child.stderr.on('data', onOutput);
  const signal = (name) => {
    try {
      if (shell) child.kill(name);
      else process.kill(-child.pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // It has ended already.
    }
  };
  let killer;
  return {
    done: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, name) => {
        clearTimeout(killer);
        resolve(exitCode(code, name));
      });
    }),
    stop: () => {
      signal('SIGTERM');
      killer ??= setTimeout(signal, GRACE_MS, 'SIGKILL');
    },
  };
}

const exitCode = (code, signal) => code ?? 128 + constants.signals[signal];
