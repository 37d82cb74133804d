import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Output } from './snippets/messages.ts';

/** The output of a snippet, as `record.mjs` recorded it. */
export interface Recording {
  /** The snippet's number on its page, from 1. */
  readonly snippet: number;
  readonly output: readonly Output[];
}

/** The folder of the recordings, one file for each page. */
export const folder: string = fileURLToPath(new URL('./recorded', import.meta.url));

/** `tutorial/dropout.md` becomes `tutorial-dropout.json`. */
export const fileOf = (page: string): string =>
  `${folder}/${page.replace(/\.md$/, '').replaceAll('/', '-')}.json`;

/** Whether a snippet prints a chart or a table, so that its output is recorded. */
export const isRecorded = (code: string): boolean => code.includes('console.table(');

/** The recordings of a page; none if there is no file for it. */
export const recordingsOf = (page: string): readonly Recording[] =>
  existsSync(fileOf(page))
    ? (JSON.parse(readFileSync(fileOf(page), 'utf8')) as readonly Recording[])
    : [];
