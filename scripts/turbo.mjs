import { runQuietly } from './processes.mjs';

/** Builds what these filters of turbo name and all it depends on; everything if there are none. */
export async function build(filters, env) {
  const notice = setTimeout(() => console.error('Building …'), 1000); // nothing to do takes less
  const code = await turbo(['build', ...filters.map((filter) => `--filter=${filter}`)], env);
  clearTimeout(notice);
  return code;
}

function turbo(args, env) {
  return runQuietly('turbo', ['run', ...args, '--output-logs=errors-only'], { env });
}
