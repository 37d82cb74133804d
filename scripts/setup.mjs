import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run, runQuietly } from './processes.mjs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const stampFile = 'node_modules/.puregrad-setup';

/** Why this Node cannot run the project, or nothing. */
export function nodeProblem(version = process.versions.node) {
  const wanted = manifest.engines.node.replace(/^>=/, '');
  const [major, minor] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  const fits = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  return fits ? undefined : `Puregrad needs Node ${wanted} or newer; this is Node ${version}.`;
}

/**
 * Installs the dependencies, unless those of this lockfile are there already.
 * Returns the environment in which the installed tools and pnpm are found, or an exit code.
 */
export async function setUp() {
  const lock = createHash('sha256')
    .update(readFileSync('pnpm-lock.yaml'))
    .update(readFileSync('pnpm-workspace.yaml'))
    .update(manifest.packageManager)
    .digest('hex');
  const stamp = readStamp();
  if (stamp.lock === lock && existsSync(stamp.pnpm)) return environment(stamp.pnpm);

  console.error(`Installing dependencies with ${manifest.packageManager} …`);
  const npx = ['-y', '-p', manifest.packageManager];
  const code = await runQuietly('npx', [...npx, 'pnpm', 'install', '--frozen-lockfile']);
  if (code !== 0) return code;
  const pnpm = await findPnpm(npx);
  writeFileSync(stampFile, JSON.stringify({ lock, pnpm }));
  return environment(pnpm);
}

/** Installs the dependencies of a folder outside the workspace, which only one task needs. */
export function install(folder, env) {
  const noScripts = ['--ignore-scripts', '--config.strictDepBuilds=false'];
  const how = ['--ignore-workspace', '--frozen-lockfile', '--prefer-offline', ...noScripts];
  return runQuietly('pnpm', ['--dir', folder, 'install', ...how], { env });
}

function readStamp() {
  return existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
}

/** The folder of the pnpm that npx runs: turbo starts each package's script with it. */
async function findPnpm(npx) {
  let path = '';
  await run('npx', [...npx, 'node', '-p', 'process.env.PATH'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    onOutput: (chunk) => {
      path += chunk;
    },
  });
  return path
    .trim()
    .split(delimiter)
    .find((folder) => existsSync(join(folder, 'pnpm')));
}

function environment(pnpm) {
  const tools = join(process.cwd(), 'node_modules', '.bin');
  const path = [tools, pnpm, dirname(process.execPath), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1' };
}
