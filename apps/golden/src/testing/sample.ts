import type { GoldenFile } from '../format.ts';

/** Samples take seconds: a few cases of each kind will do. */
export const sample = (file: GoldenFile): GoldenFile =>
  file.file === 'init.json' ? { ...file, cases: file.cases.slice(0, 3) } : file;
