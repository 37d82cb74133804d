import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  readCsvFile,
  readIdxFile,
  readMnist,
  readNpyFile,
  readNpzArrays,
  readNpzFile,
  readTableFile,
  readTableFileChunks,
} from '@puregrad/data/node';
import { type Table, valuesOf } from '@puregrad/data/table';
import { loadCheckpoint, loadModel } from '@puregrad/trainer/node';
import { right } from 'fp-ts/lib/Either.js';
import { openParts, readRows } from 'puregrad/node';
import { idxFile, idxFiles, npyFiles, npzFiles } from './array-readers.ts';
import { onCsv } from './mutations/csv.ts';
import { insideGzip } from './mutations/gzip.ts';
import { onJson } from './mutations/json.ts';
import { bytesOf, type Mutation } from './mutations/mutation.ts';
import { onNpy, onNpz } from './mutations/numpy.ts';
import { onSafetensors } from './mutations/safetensors.ts';
import { type Followed, type Reader, type Result, reader } from './reader.ts';
import { csvFiles } from './table-readers.ts';
import { checkpointFiles, checkpointRun, modelFiles } from './trainer-readers.ts';

let made: string | undefined;

/** A temporary folder, which is removed at the end of this process. */
const folder = (): string => {
  if (made === undefined) {
    const path = join(tmpdir(), `puregrad-fuzz-${process.pid}`);
    mkdirSync(path, { recursive: true });
    process.on('exit', () => rmSync(path, { recursive: true, force: true }));
    made = path;
  }
  return made;
};

/** The path of a file with these bytes. */
const placed = (name: string, bytes: Uint8Array): string => {
  const path = join(folder(), name);
  writeFileSync(path, bytes);
  return path;
};

/** Gzip expands a byte to up to a thousand, and their parsed form takes several times as much memory. */
const GZIPPED = 8_000;

interface FileForm {
  readonly functions: readonly string[];
  readonly seeds: Reader['seeds'];
  readonly mutations: readonly Mutation[];
  readonly read: (path: string) => Promise<Result>;
  readonly follow?: NonNullable<Reader['follow']>;
}

/** Reads files with a given name, gzipped or not. */
export const onFile = (
  name: string,
  { functions, seeds, mutations, read, ...rest }: FileForm,
): Reader =>
  reader({
    ...rest,
    name: `file-${name}`,
    functions,
    seeds: async () => (await seeds()).flatMap((file) => [file, gzipSync(file)]),
    mutations: [insideGzip(mutations), ...mutations],
    multiple: GZIPPED,
    read: (bytes) => read(placed(name, bytes)),
  });

interface CsvRows {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const rowsOf = ({ columns, rows }: Table): CsvRows['rows'] => {
  const lists = columns.map(valuesOf);
  return Array.from({ length: rows }, (_, row) =>
    lists.map((values) => values[row] as string | null),
  );
};

/** The rows in chunks, and in a table: the same, if the types are known. */
const tableChunksOf = async (path: string): Promise<Result<Followed>> => {
  let was: CsvRows | undefined;
  const first = await readTableFile(path, { strays: 'missing' })();
  if (first._tag === 'Left') return first;
  const { table, schema } = first.right;
  for await (const chunk of readTableFileChunks(path, { schema, strays: 'missing', size: 2 })) {
    if (chunk._tag === 'Left') return right({ was: chunk, is: first });
    const { columns } = chunk.right.table;
    const rows = rowsOf(chunk.right.table);
    was = { names: columns.map(({ name }) => name), rows: [...(was?.rows ?? []), ...rows] };
  }
  return right({
    was,
    is: { names: table.columns.map(({ name }) => name), rows: rowsOf(table) },
  });
};

/** MNIST's four files, one of which is the file under test. */
const mnistFiles: readonly (readonly [name: string, file: Uint8Array])[] = [
  ['train-images-idx3-ubyte', idxFile(8, [2, 2, 1], [0, 255, 3, 4])],
  ['train-labels-idx1-ubyte', idxFile(8, [2], [1, 9])],
  ['t10k-images-idx3-ubyte', idxFile(8, [1, 2, 1], [7, 8])],
  ['t10k-labels-idx1-ubyte', idxFile(8, [1], [0])],
];

/** Replaces one of the four files, which depends on the contents of the file under test. */
const readAsMnist = (path: string): Promise<Result> => {
  const bytes = readFileSync(path);
  const at = join(folder(), 'mnist-folder');
  mkdirSync(at, { recursive: true });
  for (const [i, [name, file]] of mnistFiles.entries())
    writeFileSync(join(at, name), i === bytes.length % mnistFiles.length ? bytes : file);
  return readMnist(at)();
};

export const fileReaders: readonly Reader[] = [
  onFile('table.csv', {
    functions: ['readCsvFile', 'readBytes', 'readRows'],
    seeds: csvFiles,
    mutations: onCsv,
    read: async (path) => {
      const read = await readCsvFile(path)();
      await readRows(path);
      return read;
    },
  }),
  onFile('chunks.csv', {
    functions: [
      ...['readTable', 'readTableChunks', 'readTableFile', 'readTableFileChunks'],
      ...['readTableSource', 'readTableText', 'parseRecords'],
    ],
    seeds: csvFiles,
    mutations: onCsv,
    read: tableChunksOf,
    follow: (both) => both as Followed,
  }),
  onFile('images-idx3-ubyte', {
    functions: ['readIdxFile', 'readRows'],
    seeds: idxFiles,
    mutations: [],
    read: async (path) => {
      const read = await readIdxFile(path)();
      await readRows(path, { labels: path });
      return read;
    },
  }),
  onFile('x.npy', {
    functions: ['readNpyFile'],
    seeds: npyFiles,
    mutations: onNpy,
    read: (path) => readNpyFile(path)(),
  }),
  onFile('x.npz', {
    functions: ['readNpzFile', 'readNpzArrays', 'readRows'],
    seeds: npzFiles,
    mutations: onNpz,
    read: async (path) => {
      await readNpzArrays(path)();
      return readNpzFile(path)();
    },
  }),
  onFile('mnist', {
    functions: ['readMnist', 'readImageFolder'],
    seeds: () => mnistFiles.map(([, file]) => file),
    mutations: [],
    read: readAsMnist,
  }),
  onFile('model.safetensors', {
    functions: ['loadModel', 'loadTrained'],
    seeds: modelFiles,
    mutations: onSafetensors,
    read: (path) => loadModel(path)(),
  }),
  onFile('run.checkpoint', {
    functions: ['loadCheckpoint'],
    seeds: checkpointFiles,
    mutations: onSafetensors,
    read: (path) => loadCheckpoint(path, checkpointRun)(),
  }),
  onFile('lab.parts', {
    functions: ['openParts'],
    seeds: () => [
      bytesOf(JSON.stringify({ of: 'a 1', parts: { one: { seconds: 1.5, value: [1, 2] } } })),
    ],
    mutations: onJson,
    read: async (path) => right(await openParts(path, 'a 1')),
  }),
];
