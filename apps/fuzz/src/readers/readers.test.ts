import { describe, expect, it } from 'vitest';
import { allReaders } from './readers.ts';
import { readerTarget } from './try-reader.ts';

const sources: Readonly<Record<string, string>> = import.meta.glob(
  [
    '../../../../packages/*/src/**/*.ts',
    '../../../cli/src/**/*.ts',
    '!**/*.test.ts',
    '!**/testing/**',
  ],
  { query: '?raw', import: 'default', eager: true },
);

/** The exports, by name, that read data from other programs. */
const READER =
  /^export (?:const|(?:async )?function\*?) ((?:decode|parse|read|load|open)[A-Z]\w*|networkOf|from\w*JSON)\b/gm;

/** Exports with such names that read no data of other programs, each with its purpose. */
const others: Readonly<Record<string, string>> = {
  decodeTarget: 'takes a tensor',
  decodeLz4Frame: 'the part of readTableFile for compressed Arrow files',
  loadGpuJs: 'imports a library',
  loadLibrary: 'imports a library',
  loadProgram: 'compiles a program of our own',
  loadSplat: 'is an instruction',
  loadZero: 'is an instruction',
  openDevice: 'opens a graphics card',
  openNewFolder: 'makes a folder',
  openRunFolder: 'decodeRun with a file',
  loadLabelledRows: 'readRows with a recipe',
  loadTestRows: 'readRows with a recipe',
  loadTrainingData: 'readRows or readImageFolder, then the options of a run',
  parseHeader: 'the first step of decodeTensors',
  readAt: 'is an instruction',
  readError: 'describes an error',
  readImages: 'the part of readRows for IDX files',
  readLike: 'readRows or readImageFolder, then the labels of a recipe',
  readOn: 'waits for the results of an engine',
  readState: 'decodeSearchState with a file',
  readRecords: 'decodeRecord with files',
};

describe('readers', () => {
  it('are all tried: each exported function that decodes, parses, reads, loads or opens', () => {
    const exported = Object.values(sources).flatMap((source) =>
      [...source.matchAll(READER)].map(([, name]) => name!),
    );
    const tried = new Set(allReaders.flatMap(({ functions }) => functions));
    expect(exported.length).toBeGreaterThan(20);
    expect(exported.filter((name) => !tried.has(name) && !(name in others))).toEqual([]);
    expect([...tried, ...Object.keys(others)].filter((name) => !exported.includes(name))).toEqual(
      [],
    );
  });

  it.each(allReaders.map((reader) => [reader.name, reader] as const))(
    'give a value or a typed Left of any file: %s',
    async (_, reader) => {
      const { tried, complaints } = await readerTarget(reader, 40).attempt(1);
      expect(complaints.map(({ report }) => report)).toEqual([]);
      expect(tried).toBeGreaterThanOrEqual(40);
    },
  );
});
