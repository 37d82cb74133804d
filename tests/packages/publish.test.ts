import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, it } from 'vitest';
import { execute } from './execute.ts';
import { manifests, tarballOf } from './packages.ts';

describe.each(manifests)('$name, packed', (manifest) => {
  const tarball = () => readFileSync(tarballOf(manifest));

  it('satisfies publint', async () => {
    const { buffer, byteOffset, byteLength } = tarball();
    const { messages, pkg } = await publint({
      pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('has types for each way of importing', async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball()));
    // TypeScript's oldest resolution knows no exports map.
    const problems = result.types
      ? result.problems.filter(
          (problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
        )
      : ['no types'];
    expect(problems).toEqual([]);
  });

  it('holds what a user needs and no source', () => {
    const files = createPackageFromTarballData(tarball())
      .listFiles()
      .map((file) => file.slice(`/node_modules/${manifest.name}/`.length));
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(
      files.filter((file) => !/^(LICENSE|README\.md|package\.json|dist\/.+)$/.test(file)),
    ).toEqual([]);
  });

  it('publishes the exports of the repository without those to the sources', () => {
    const published = JSON.stringify(manifest.exports, (key, value) =>
      key === '@puregrad/source' ? undefined : value,
    );
    // An entry that has nothing but sources is for the workspace alone.
    const entries = Object.entries(JSON.parse(published) as Record<string, unknown>).filter(
      ([, entry]) => JSON.stringify(entry) !== '{}',
    );
    expect(manifest.publishConfig.exports).toEqual(Object.fromEntries(entries));
  });

  it('needs ours in the version that is packed with it, or a later one that breaks nothing', () => {
    const { dependencies = {}, peerDependencies = {} } = JSON.parse(
      createPackageFromTarballData(tarball()).readFile(
        `/node_modules/${manifest.name}/package.json`,
      ),
    );
    const ranges = Object.entries({ ...dependencies, ...peerDependencies }).filter(([name]) =>
      manifests.some((other) => other.name === name),
    );
    for (const [name, range] of ranges)
      expect([name, range]).toEqual([
        name,
        `^${manifests.find((other) => other.name === name)!.version}`,
      ]);
    expect(ranges.length > 0).toBe(manifest.name !== '@puregrad/tensors');
  });

  it('runs no script when it is installed', () => {
    const scripts = Object.keys(manifest.scripts ?? {});
    expect(scripts.filter((name) => /install|prepare/.test(name))).toEqual([]);
  });
});

it('no peer is missing, or of another version, where npm has installed all', async () => {
  const tree = JSON.parse(
    await execute('npm', ['ls', '--all', '--json'], join(inject('scratch'), 'installed')),
  );
  expect(tree.problems ?? []).toEqual([]);
  expect(Object.keys(tree.dependencies)).toEqual(
    expect.arrayContaining(manifests.map(({ name }) => name)),
  );
});
