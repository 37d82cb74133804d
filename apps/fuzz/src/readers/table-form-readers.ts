import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readTableFile } from '@puregrad/data/node';
import { onFile } from './file-readers.ts';
import { onJson } from './mutations/json.ts';
import { bytesOf } from './mutations/mutation.ts';
import type { Reader, Result } from './reader.ts';

/** The folder of the package, also for the built fuzzer. */
const data = dirname(createRequire(import.meta.url).resolve('@puregrad/data/package.json'));

/** Files that another program wrote: see write.py there. */
const written = (...names: readonly string[]): readonly Uint8Array[] =>
  names.map((name) => readFileSync(join(data, 'src', 'testing', 'tables', name)));

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
