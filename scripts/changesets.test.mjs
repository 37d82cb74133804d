import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import readChangesets from '@changesets/read';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

it('every changeset parses, says something, and names packages that exist', async () => {
  const read = readChangesets.default ?? readChangesets;
  const packages = [
    ...readdirSync(`${root}/packages`).map((name) => `@puregrad/${name}`),
    'puregrad',
  ];
  for (const { id, summary, releases } of await read(root)) {
    expect(summary.length, id).toBeGreaterThan(20);
    expect(releases.length, id).toBeGreaterThan(0);
    for (const { name } of releases) expect(packages, id).toContain(name);
  }
});
