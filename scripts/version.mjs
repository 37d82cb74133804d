// Turns changesets into versions, and brings along what follows from them: `node scripts/version.mjs`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import readChangesets from '@changesets/read';
import { run } from './processes.mjs';

const scope = '@puregrad/';
const ranks = ['none', 'patch', 'minor', 'major'];

/** The kind of version for a breaking change: a minor one below 1.0.0, since `^0.1.0` ends before 0.2.0. */
const breaking = (version) => (version.startsWith('0.') ? 'minor' : 'major');

const ours = (dependencies = {}) =>
  Object.keys(dependencies).filter((name) => name.startsWith(scope));

/**
 * The releases that follow from others, with the reason. Who has a peer that leaves its range takes the new
 * one, which breaks those who keep the old; an application holds copies of ours, and brings each release.
 * (What follows by `dependencies`, Changesets know by themselves.)
 */
export function releasesThatFollow(manifests, released) {
  const types = new Map(released.map(({ name, type }) => [name, type]));
  const typeOf = (name) => types.get(name) ?? 'none';
  const reaches = (name, type) => ranks.indexOf(typeOf(name)) >= ranks.indexOf(type);
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  const leaves = (name) => versions.has(name) && reaches(name, breaking(versions.get(name)));
  const wanted = ({ version, bin, peerDependencies, dependencies, devDependencies }) => {
    if (ours(peerDependencies).some(leaves)) return [breaking(version), 'peers'];
    const holds = bin === undefined ? [] : ours(devDependencies);
    if (holds.some((name) => reaches(name, 'patch'))) return ['patch', 'copies'];
    return ours(dependencies).some(leaves) ? ['patch', 'dependencies'] : ['none'];
  };
  const following = new Map();
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const manifest of manifests) {
      const [type, reason] = wanted(manifest);
      if (reaches(manifest.name, type)) continue;
      isStable = false;
      types.set(manifest.name, type);
      following.set(manifest.name, { name: manifest.name, type, reason });
    }
  }
  return [...following.values()].filter(({ reason }) => reason !== 'dependencies');
}

const summaries = {
  peers:
    'Needs this release of its peer `@puregrad/tensors`: two versions in a program do not mix.',
  copies: 'Brings the new versions of the packages that it holds.',
};

function writeFollowing(root, following) {
  for (const [reason, summary] of Object.entries(summaries)) {
    const lines = following
      .filter((one) => one.reason === reason)
      .map(({ name, type }) => `"${name}": ${type}`);
    if (lines.length > 0)
      writeFileSync(
        join(root, '.changeset', `follows-${reason}.md`),
        `---\n${lines.join('\n')}\n---\n\n${summary}\n`,
      );
  }
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

/** The files of the manifests of all that is published. */
const published = (root) =>
  ['packages', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(group, name)))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, file: join(root, folder, 'package.json') }))
    .filter(({ file }) => readJson(file).private !== true);

/**
 * Runs something while no manifest names peers of ours: Changesets make each release with a peer that leaves
 * its range a major one, below 1.0.0 as well.
 */
async function withoutPeers(files, task) {
  const before = files.map((file) => [file, readJson(file).peerDependencies]);
  const setPeers = (change) => {
    for (const [file, peers] of before)
      if (peers !== undefined)
        writeJson(file, { ...readJson(file), peerDependencies: change(peers) });
  };
  setPeers((peers) =>
    Object.fromEntries(Object.entries(peers).filter(([name]) => !name.startsWith(scope))),
  );
  try {
    return await task();
  } finally {
    setPeers((peers) => peers);
  }
}

/** The version by which copies of tensors know each other. */
function writeVersionOfCopies(root) {
  const file = join(root, 'packages/tensors/src/copies.ts');
  const { version } = readJson(join(root, 'packages/tensors/package.json'));
  const text = readFileSync(file, 'utf8');
  const line = /^export const version = '.*';$/m;
  if (!line.test(text)) throw new Error(`${file} has no line "export const version = '…';"`);
  writeFileSync(file, text.replace(line, `export const version = '${version}';`));
}

/** Where a release comes from, which npm compares with the workflow that publishes it. */
function writeRepository(manifests, { GITHUB_SERVER_URL, GITHUB_REPOSITORY }) {
  if (GITHUB_REPOSITORY === undefined) return;
  const url = `git+${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY}.git`;
  for (const { folder, file } of manifests) {
    const directory = folder.replaceAll('\\', '/');
    writeJson(file, { ...readJson(file), repository: { type: 'git', url, directory } });
  }
}

async function main(root) {
  const manifests = published(root);
  const changesets = await (readChangesets.default ?? readChangesets)(root);
  const highest = changesets
    .flatMap(({ releases }) => releases)
    .sort((a, b) => ranks.indexOf(a.type) - ranks.indexOf(b.type));
  writeFollowing(
    root,
    releasesThatFollow(
      manifests.map(({ file }) => readJson(file)),
      highest,
    ),
  );
  const code = await withoutPeers(
    manifests.map(({ file }) => file),
    () => run('changeset', ['version']),
  );
  if (code !== 0) return code;
  writeVersionOfCopies(root);
  writeRepository(manifests, process.env);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.cwd());
