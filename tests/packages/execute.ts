import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a command; what it printed, or an error with all of it. */
export async function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
) {
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd,
      env: { ...process.env, ...environment },
      shell: process.platform === 'win32',
    });
    return stdout;
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) error.message += String(error.stdout);
    throw error;
  }
}
