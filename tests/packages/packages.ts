import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { execute } from './execute.ts';

type Exports = Readonly<Record<string, unknown>>;

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly exports: Exports;
  readonly publishConfig: { readonly exports: Exports };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
};

const folders = 'packages';

/** The package.json of every package, as it stands in the repository. */
export const manifests: readonly Manifest[] = readdirSync(folders).map((folder) =>
  JSON.parse(readFileSync(join(folders, folder, 'package.json'), 'utf8')),
);

/** The entries that code imports, such as `@puregrad/data/node`. */
export function entriesOf({ name, exports }: Manifest): readonly string[] {
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1));
}

export function tarballOf({ name, version }: Manifest): string {
  const file = `${name.slice(1).replace('/', '-')}-${version}.tgz`;
  return join(inject('scratch'), 'tarballs', file);
}

/** A package and all of ours that it needs. */
function withDependencies(manifest: Manifest): readonly Manifest[] {
  const needed = manifests.filter(({ name }) => manifest.dependencies?.[name] !== undefined);
  return [...new Set([manifest, ...needed.flatMap(withDependencies)])];
}

/** Installs packed packages, with what they need, into a new folder, as a user would with npm. */
export async function install(name: string, wanted: readonly Manifest[]): Promise<string> {
  const folder = join(inject('scratch'), name);
  mkdirSync(folder);
  const packed = wanted.flatMap(withDependencies);
  const dependencies = Object.fromEntries(
    packed.map((manifest) => [manifest.name, `file:${tarballOf(manifest)}`]),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], folder);
  return folder;
}
