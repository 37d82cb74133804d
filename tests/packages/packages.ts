import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

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
export function entriesOf({ name, publishConfig }: Manifest): readonly string[] {
  return Object.keys(publishConfig.exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1));
}

export function tarballOf({ name, version }: Manifest): string {
  const file = `${name.slice(1).replace('/', '-')}-${version}.tgz`;
  return join(inject('scratch'), 'tarballs', file);
}

/** The dependencies of a package, by its manifest. */
type Needs = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
};

/**
 * A new folder with packed packages and nothing but what they declare, as npm would install them: taken
 * from the one folder into which it has installed all.
 */
export async function install(name: string, wanted: readonly Manifest[]): Promise<string> {
  const folder = join(inject('scratch'), name);
  const copied = new Set<string>();
  const copy = (one: string): void => {
    if (copied.has(one)) return;
    copied.add(one);
    const source = join(inject('scratch'), 'installed', 'node_modules', one);
    cpSync(source, join(folder, 'node_modules', one), { recursive: true });
    const needs: Needs = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    for (const needed of Object.keys(needs.dependencies ?? {})) copy(needed);
    for (const peer of Object.keys(needs.peerDependencies ?? {}))
      if (needs.peerDependenciesMeta?.[peer]?.optional !== true) copy(peer);
  };
  for (const one of wanted) copy(one.name);
  const dependencies = Object.fromEntries(wanted.map((one) => [one.name, one.version]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  return folder;
}
