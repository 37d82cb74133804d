import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { execute } from './execute.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * An empty folder that lives as long as the tests; in its `tarballs`, every packed package, in
     * `installed`, all but the app as npm installs them.
     */
    scratch: string;
  }
}

/** Packs every package, and the app, as they would be published; installs the packages, once for all tests. */
export default async function pack({ config, provide }: TestProject) {
  const scratch = mkdtempSync(join(tmpdir(), 'puregrad-packages-'));
  const tarballs = join(scratch, 'tarballs');
  mkdirSync(tarballs);
  const { packageManager } = JSON.parse(readFileSync(join(config.root, 'package.json'), 'utf8'));
  await execute(
    'npx',
    [
      '-y',
      packageManager,
      '-r',
      '--filter=./packages/*',
      '--filter=puregrad',
      'pack',
      '--pack-destination',
      tarballs,
    ],
    config.root,
  );
  const installed = join(scratch, 'installed');
  mkdirSync(installed);
  writeFileSync(join(installed, 'package.json'), '{ "private": true }');
  const files = readdirSync(tarballs)
    .filter((file) => !/^puregrad-\d/.test(file))
    .map((file) => join(tarballs, file));
  await execute(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', ...files],
    installed,
  );
  provide('scratch', scratch);
  return () => rmSync(scratch, { recursive: true });
}
