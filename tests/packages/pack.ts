import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { execute } from './execute.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty folder that lives as long as the tests; in its `tarballs`, every packed package. */
    scratch: string;
  }
}

/** Packs every package, and the app, as they would be published. */
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
  provide('scratch', scratch);
  return () => rmSync(scratch, { recursive: true });
}
