// Runs a task of the root package.json on a fresh clone as on an old one: `node scripts/run.mjs TASK [ARGS]`.
// It needs nothing but Node, npm and git: it installs and builds what the task needs first.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const { run } = await import('./processes.mjs');
const { install, nodeProblem, setUp } = await import('./setup.mjs');
const { build } = await import('./turbo.mjs');

/** For each task: the packages to build (turbo's filters), other installations, and the command to run. */
const tasks = {
  start: {
    builds: ['puregrad'],
    command: [
      'node',
      'apps/cli/dist/main.mjs',
      'train',
      '--data',
      'mnist',
      ...['--hidden', '256,128', '--dropout', '0.2'],
      ...['--schedule', 'cosine', '--epochs', '12', '--patience', '12'],
      '--out',
      'model.safetensors',
    ],
  },
  puregrad: { builds: ['puregrad'], command: ['node', 'apps/cli/dist/main.mjs'] },
  golden: { builds: ['@puregrad/golden'], command: ['node', 'apps/golden/dist/main.mjs'] },
  fuzz: { builds: ['@puregrad/fuzz'], command: ['node', 'apps/fuzz/dist/main.mjs'] },
  bench: {
    builds: ['@puregrad/bench'],
    installs: 'apps/bench/subjects',
    command: ['node', 'apps/bench/dist/main.mjs'],
  },
  docs: { builds: ['./packages/*'], command: ['npm', 'run', '--prefix', 'docs', 'dev', '--'] },
  'docs:build': {
    builds: ['./packages/*'],
    command: ['npm', 'run', '--prefix', 'docs', 'build', '--'],
  },
  'docs:preview': {
    builds: ['@puregrad/docs'],
    command: ['npm', 'run', '--prefix', 'docs', 'preview', '--'],
  },
  test: { builds: [], command: ['node', 'scripts/test.mjs'] },
  mutation: { builds: ['./packages/*'], command: ['node', 'scripts/mutation/run.mjs'] },
  'test:all': { builds: [], command: ['node', 'scripts/test.mjs', '--all'] },
  api: { builds: ['./packages/*'], command: ['node', 'scripts/check-api.mjs', '--write'] },
  unit: { builds: [], command: ['vitest', '--project', 'unit*'] },
  build: { builds: [], command: ['turbo', 'run', 'build'] },
  typecheck: { builds: [], command: ['node', 'scripts/check-types.mjs'] },
  format: { builds: [], command: ['biome', 'check', '--write', '.'] },
  changeset: { builds: [], command: ['changeset'] },
  versions: { builds: [], command: ['node', 'scripts/version.mjs'] },
  release: { builds: ['./packages/*', 'puregrad'], command: ['changeset', 'publish'] },
};

async function main([name, ...args]) {
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (task === undefined) return fail(`Tasks: ${Object.keys(tasks).join(', ')}`);
  const problem = nodeProblem();
  if (problem !== undefined) return fail(problem);

  const env = await setUp();
  if (typeof env === 'number') return env;
  if (task.builds.length > 0) {
    const code = await build(task.builds, env);
    if (code !== 0) return code;
  }
  if (task.installs !== undefined) {
    const code = await install(task.installs, env);
    if (code !== 0) return code;
  }
  const [command, ...fixed] = task.command;
  return run(command, [...fixed, ...args], { env });
}

function fail(message) {
  console.error(message);
  return 1;
}

process.exitCode = await main(process.argv.slice(2));
