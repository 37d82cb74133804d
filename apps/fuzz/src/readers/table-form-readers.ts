import { readFileSync } from 'node:fs';
import { readTableFile } from '@puregrad/data/node';
import { onFile } from './file-readers.ts';
import { onJson } from './mutations/json.ts';
import { bytesOf } from './mutations/mutation.ts';
import type { Reader, Result } from './reader.ts';

/** Files that another program wrote: see write.py there. */
const written = (...names: readonly string[]): readonly Uint8Array[] =>
  names.map((name) =>
    readFileSync(new URL(`../../../../packages/data/src/testing/tables/${name}`, import.meta.url)),
  );

/** `strays` keeps the reader from stopping at the first word among numbers. */
const read = (path: string): Promise<Result> => readTableFile(path, { strays: 'missing' })();

/** The reader of tables, on files that are not delimited text. */
export const tableFormReaders: readonly Reader[] = [
  onFile('table.jsonl', {
    functions: ['readTableFile'],
    seeds: () => [
      bytesOf('{"a":1,"b":"x"}\n{"b":null,"a":12345678901234567890}\n{"a":-0.5e3,"c":true}\n'),
      bytesOf('[{"a":"1,5","b":"x\\n\\"}"},\n{"a":2,"b":"y"}]'),
    ],
    mutations: onJson,
    read,
  }),
  onFile('table.parquet', {
    functions: ['readTableFile'],
    seeds: () => written('types-snappy.parquet', 'types-v2.parquet', 'types-zstd.parquet'),
    mutations: [],
    read,
  }),
];
