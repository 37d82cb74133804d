// Kills the built app again and again while it trains or searches, lets it go on, and compares what it leaves
// with what it leaves undisturbed: `node scripts/kills.mjs [KILLS] [SEED]`.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const app = fileURLToPath(new URL('../apps/cli/dist/main.mjs', import.meta.url));

/** Numbers from 0 to 1: Park and Miller's generator. */
const randomOf = (seed) => {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
};

const table = () =>
  `a,b,y\n${Array.from({ length: 200 }, (_, i) => `${i % 17},${(i * 5) % 23},${(i * 5) % 23 > i % 17}`).join('\n')}\n`;

/** A trial: a command, the command that resumes it, and how to compare its files. */
const works = (data, written) => {
  const common = [data, '--target', 'y', '--hidden', '4', '--json'];
  const run = join(written, 'run');
  const train = ['train', ...common, '--batch-size', '4', '--epochs', '4', '--dropout', '0.1'];
  train.push('--save-every', '0', '--run', run, '--out', join(written, 'model.safetensors'));
  const search = ['search', ...common, '--epochs', '1', '--trials', '4', '--workers', '2'];
  search.push('--state', join(written, 'state.json'));
  return [
    {
      name: 'train',
      args: train,
      goOn: () => (existsSync(join(run, 'run.json')) ? ['resume', run] : train),
      /** Checkpoints hold times. */
      contentOf: (file, bytes) => (file.includes('checkpoint') ? '' : bytes.toString('latin1')),
    },
    {
      name: 'search',
      args: search,
      goOn: () => search,
      /** Trials at the same time end in any order. */
      contentOf: (_, bytes) => {
        const { told, ...rest } = JSON.parse(bytes);
        return JSON.stringify({ ...rest, told: told.sort(([a], [b]) => a - b) });
      },
    },
  ];
};

/**
 * Runs the app, which is killed after a time, or at a change of the folder.
 *
 * @returns whether it was killed, its exit code, how long it ran, and how often the folder changed.
 */
const runApp = (args, written, { afterMs, atChange } = {}) =>
  new Promise((resolve, reject) => {
    const begin = performance.now();
    let changes = 0;
    let err = '';
    const child = spawn(process.execPath, [app, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const kill = () => child.kill('SIGKILL');
    const timer = afterMs === undefined ? undefined : setTimeout(kill, afterMs);
    const watcher = watch(written, { recursive: true }, () => {
      if (++changes === atChange) kill();
    });
    // Folders may go while they are looked at.
    watcher.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      watcher.close();
      resolve({ killed: signal === 'SIGKILL', code, err, ms: performance.now() - begin, changes });
    });
  });

const filesIn = (written, contentOf) =>
  Object.fromEntries(
    readdirSync(written, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(written.length + 1), contentOf(file, readFileSync(file))]),
  );

/**
 * Kills each command so often; every second time at a change of its files, otherwise at any moment, and
 * every third time what goes on is killed too.
 *
 * @returns for each command how often it was killed, how many went on to the same files, and what else
 * happened.
 */
export async function killLoop({ kills, seed, onTry = () => {} }) {
  const folder = mkdtempSync(join(tmpdir(), 'puregrad-kills-'));
  const [data, written] = [join(folder, 'data.csv'), join(folder, 'written')];
  const fresh = () => {
    rmSync(written, { recursive: true, force: true });
    mkdirSync(written);
  };
  const random = randomOf(seed);
  try {
    writeFileSync(data, table());
    const results = [];
    for (const { name, args, goOn, contentOf } of works(data, written)) {
      fresh();
      const whole = await runApp(args, written);
      if (whole.code !== 0) throw new Error(`${name} fails undisturbed: ${whole.err}`);
      const expected = filesIn(written, contentOf);
      const momentOf = (tried) =>
        tried % 2 === 0
          ? { afterMs: random() * whole.ms }
          : { atChange: 1 + Math.floor(random() * whole.changes) };
      const result = { name, tries: 0, kills: 0, same: 0, problems: [] };
      while (result.kills < kills && result.tries < 10 * kills) {
        fresh();
        const moment = momentOf(result.tries++);
        let last = await runApp(args, written, moment);
        const before = result.kills;
        if (last.killed) result.kills++;
        if (result.tries % 3 === 0 && result.kills < kills) {
          last = await runApp(goOn(), written, momentOf(result.tries));
          if (last.killed) result.kills++;
        }
        if (result.kills === before) continue;
        const left = readdirSync(written, { recursive: true }).map(String);
        last = await runApp(goOn(), written);
        const found = filesIn(written, contentOf);
        const isSame = last.code === 0 && JSON.stringify(found) === JSON.stringify(expected);
        if (isSame) result.same += result.kills - before;
        else
          result.problems.push(
            `${JSON.stringify(moment)} left ${left.join(' ')}; then ${last.err.trim() || `other files: ${Object.keys(found).join(' ')}`}`,
          );
        onTry(result);
      }
      results.push(result);
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kills = 60, seed = 1] = process.argv.slice(2).map(Number);
  const results = await killLoop({
    kills,
    seed,
    onTry: ({ name, kills, same }) =>
      process.stderr.write(`${name}: ${kills} killed, ${same} went on\n`),
  });
  for (const { name, tries, kills, same, problems } of results)
    console.log(
      `${name}: ${tries} tries, ${kills} kills, ${same} went on to the same files${['', ...problems].join('\n  ')}`,
    );
  if (results.some(({ kills, same }) => same < kills)) process.exitCode = 1;
}
