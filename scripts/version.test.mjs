import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releasesThatFollow } from './version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folders of all that is published. */
const published = [
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
  'apps/cli',
];
const manifestOf = (at, folder) =>
  JSON.parse(readFileSync(join(at, folder, 'package.json'), 'utf8'));

describe('releases that follow from others', () => {
  const at = (version) => [
    { name: '@puregrad/tensors', version },
    { name: '@puregrad/losses', version, peerDependencies: { '@puregrad/tensors': 'workspace:^' } },
    {
      name: '@puregrad/trainer',
      version,
      dependencies: { '@puregrad/losses': 'workspace:^' },
    },
    { name: 'puregrad', version, bin: {}, devDependencies: { '@puregrad/trainer': 'workspace:^' } },
  ];

  it.each([
    ['0.3.1', 'minor', 'minor'],
    ['0.3.1', 'major', 'minor'],
    ['1.3.1', 'major', 'major'],
  ])('at %s, a %s one of a peer brings a %s one', (version, type, following) => {
    expect(releasesThatFollow(at(version), [{ name: '@puregrad/tensors', type }])).toEqual([
      { name: '@puregrad/losses', type: following, reason: 'peers' },
      { name: 'puregrad', type: 'patch', reason: 'copies' },
    ]);
  });

  it.each([
    ['0.3.1', 'patch'],
    ['1.3.1', 'minor'],
  ])('at %s, a %s one of a peer stays in its range', (version, type) => {
    expect(releasesThatFollow(at(version), [{ name: '@puregrad/tensors', type }])).toEqual([]);
  });

  it('of the app, of each package that it holds', () => {
    expect(releasesThatFollow(at('0.3.1'), [{ name: '@puregrad/trainer', type: 'patch' }])).toEqual(
      [{ name: 'puregrad', type: 'patch', reason: 'copies' }],
    );
  });

  it('none where a changeset says as much', () => {
    const said = ['@puregrad/tensors', '@puregrad/losses', 'puregrad'];
    expect(
      releasesThatFollow(
        at('0.3.1'),
        said.map((name) => ({ name, type: 'minor' })),
      ),
    ).toEqual([]);
  });
});

describe('the versions that changesets come to, in a copy of the repository', () => {
  const next = (version, type) => {
    const [major, minor, patch] = version.split('.').map(Number);
    if (type === 'major') return `${major + 1}.0.0`;
    return type === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
  };
  const breaking = (version) => next(version, version.startsWith('0.') ? 'minor' : 'major');

  let copy;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'puregrad-versions-'));
    const files = [
      'package.json',
      'pnpm-workspace.yaml',
      'scripts',
      '.changeset/config.json',
      'packages/tensors/src/copies.ts',
      ...[...published, 'apps/bench', 'apps/golden'].map((folder) => `${folder}/package.json`),
    ];
    for (const file of files) cpSync(join(root, file), join(copy, file), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const { version } = manifestOf(root, 'packages/tensors');
    writeFileSync(
      join(copy, '.changeset', 'one.md'),
      `---\n"@puregrad/tensors": ${version.startsWith('0.') ? 'minor' : 'major'}\n"@puregrad/metrics": patch\n---\n\nA change of both.\n`,
    );
    const git = (...args) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: copy });
    git('init', '-q');
    git('add', '.changeset');
    git('commit', '-q', '--no-verify', '-m', 'A change');
    execFileSync('node', ['scripts/version.mjs'], {
      cwd: copy,
      env: {
        ...process.env,
        PATH: [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(
          delimiter,
        ),
        GITHUB_SERVER_URL: 'https://example.org',
        GITHUB_REPOSITORY: 'someone/something',
      },
    });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(published)('%s goes with its peer, not to the next major', (folder) => {
    const [before, after] = [manifestOf(root, folder), manifestOf(copy, folder)];
    const expected =
      before.bin === undefined ? breaking(before.version) : next(before.version, 'patch');
    expect(after.version).toBe(expected);
  });

  it.each(published)('%s keeps its peers, which are packed as the new version', (folder) => {
    const { peerDependencies } = manifestOf(root, folder);
    expect(manifestOf(copy, folder).peerDependencies).toEqual(peerDependencies);
    for (const [name, range] of Object.entries(peerDependencies ?? {}))
      if (name.startsWith('@puregrad/')) expect(range).toBe('workspace:^');
  });

  it('copies of tensors know each other by the new version', () => {
    const { version } = manifestOf(copy, 'packages/tensors');
    const copies = readFileSync(join(copy, 'packages/tensors/src/copies.ts'), 'utf8');
    expect(copies).toContain(`export const version = '${version}';`);
  });

  it('changelogs say what came, with links to commits, and why the others follow', () => {
    const changelog = (folder) => readFileSync(join(copy, folder, 'CHANGELOG.md'), 'utf8');
    expect(changelog('packages/tensors')).toMatch(
      /^- \[([0-9a-f]{7})\]\(https:\/\/example\.org\/someone\/something\/commit\/\1\): A change of both\.$/m,
    );
    expect(changelog('packages/losses')).toContain('Needs this release of its peer');
    expect(changelog('apps/cli')).toContain(
      'Brings the new versions of the packages that it holds.',
    );
  });

  it('manifests name the repository, and no changeset is left', () => {
    expect(manifestOf(copy, 'packages/losses').repository).toEqual({
      type: 'git',
      url: 'git+https://example.org/someone/something.git',
      directory: 'packages/losses',
    });
    expect(existsSync(join(copy, '.changeset/one.md'))).toBe(false);
    expect(readdirSync(join(copy, '.changeset'))).toEqual(['config.json']);
  });
});
