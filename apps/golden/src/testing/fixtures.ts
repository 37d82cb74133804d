import { fileURLToPath } from 'node:url';
import type { GoldenFile } from '../format.ts';
import { readFolder } from '../read-folder.ts';
import { sample } from './sample.ts';

/** The golden files of this repository, by name: for `test.each`. */
export const readFixtures = async (): Promise<
  readonly (readonly [name: string, file: GoldenFile])[]
> => {
  const read = await readFolder(fileURLToPath(new URL('../../fixtures', import.meta.url)))();
  if (read._tag === 'Left') throw new Error(read.left.join('\n'));
  return read.right.map(sample).map((file) => [file.file, file] as const);
};
