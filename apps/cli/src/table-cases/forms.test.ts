import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { encodeParquet } from '@puregrad/data/testing/parquet';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, inOwnFolder, put, QUICK, run } from '../testing/case-files.ts';

inOwnFolder();

const COUNT = 200;
const rows = Array.from({ length: COUNT }, (_, i) => ({
  whole: (i * 37) % 101,
  part: i % 9 === 0 ? null : ((i * 53) % 997) / 8 + 0.125,
  word: i % 11 === 0 ? null : ['red', 'green, dark', 'say "no"', 'größe'][(i * 7) % 4]!,
  day: new Date(Date.UTC(2020, 0, 1 + ((i * 17) % 700))).toISOString().slice(0, 10),
  is: (i * 5) % 3 === 0,
  price: ((i * 37) % 101) * 1.5 + 0.25,
  kind: (i * 37) % 101 > 50 ? 'high' : 'low',
}));
type Name = keyof (typeof rows)[number];
const names = Object.keys(rows[0]!) as readonly Name[];

const text = (delimiter: string, decimal = '.'): string =>
  [
    names.join(delimiter),
    ...rows.map((row) =>
      names
        .map((name) => {
          const value = row[name];
          if (value === null) return '';
          if (typeof value === 'number') return String(value).replace('.', decimal);
          return /[",]/.test(String(value))
            ? `"${String(value).replaceAll('"', '""')}"`
            : String(value);
        })
        .join(delimiter),
    ),
  ].join('\n');

const column = <N extends Name>(name: N) => rows.map((row) => row[name]);

const EUROPEAN = 'semicolon with decimal comma';

const forms: Readonly<Record<string, () => string | Uint8Array>> = {
  CSV: () => text(','),
  gzip: () => gzipSync(text(',')),
  TSV: () => text('\t'),
  [EUROPEAN]: () => text(';', ','),
  'UTF-16': () => Buffer.from(`\uFEFF${text(',')}`, 'utf16le'),
  'CRLF and a byte order mark': () => `\uFEFF${text(',').replaceAll('\n', '\r\n')}`,
  'JSON lines': () => rows.map((row) => JSON.stringify(row)).join('\n'),
  JSON: () => JSON.stringify(rows, undefined, 1),
  Parquet: () =>
    encodeParquet([
      { name: 'whole', type: 'INT32', data: column('whole') },
      { name: 'part', type: 'DOUBLE', data: column('part') },
      { name: 'word', type: 'STRING', data: column('word') },
      { name: 'day', type: 'STRING', data: column('day') },
      { name: 'is', type: 'BOOLEAN', data: column('is') },
      { name: 'price', type: 'DOUBLE', data: column('price') },
      { name: 'kind', type: 'STRING', data: column('kind') },
    ]),
  Arrow: () =>
    tableToIPC(
      tableFromArrays({
        ...{ whole: Int32Array.from(column('whole')), part: column('part') },
        ...{ word: column('word'), day: column('day'), is: column('is') },
        ...{ price: Float64Array.from(column('price')), kind: column('kind') },
      }),
      'file',
    ),
};

/** What a training says and saves. The content of a file tells its form, so all have one name. */
const trained = async (form: string, target: string) => {
  const file = put('table.csv', forms[form]!());
  const model = at('model.st');
  const { out, err } = await run(
    ...['train', file, '--target', target, '--ignore', target === 'kind' ? 'price' : 'kind'],
    ...[...QUICK, '--test', '0.2', '--out', model],
  );
  const bytes = readFileSync(model);
  const start = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, start));
  const { 'note.schema': schema, crc32: _, ...notes } = header.__metadata__;
  return {
    bytes,
    header: { ...header, __metadata__: notes },
    tensors: bytes.subarray(start),
    schema: JSON.parse(schema),
    // Times are the machine's.
    said: [...out, ...err].map((line) => line.replace(/[\d.,]+ m?s\b/g, '')),
  };
};

describe.each(['kind', 'price'])('the model of %s', (target) => {
  let expected: Awaited<ReturnType<typeof trained>>;
  beforeAll(async () => {
    expected = await trained('CSV', target);
  });

  const { CSV: _, [EUROPEAN]: __, ...others } = forms;
  it.each(Object.keys(others))('has the same bytes read as %s', async (form) => {
    const { bytes, said } = await trained(form, target);
    expect(bytes.equals(expected.bytes)).toBe(true);
    expect(said).toEqual(expected.said);
  });

  it('differs in the notation of later files only if decimals have a comma', async () => {
    const { header, tensors, schema, said } = await trained(EUROPEAN, target);
    expect(header).toEqual(expected.header);
    expect(tensors.equals(expected.tensors)).toBe(true);
    // So that `1,234` in a later file is read as in this one.
    expect(schema).toEqual({
      ...expected.schema,
      columns: expected.schema.columns.map((of: { readonly kind: string }) =>
        of.kind === 'number' ? { ...of, decimal: ',' } : of,
      ),
    });
    const remark = /the comma is the decimal mark/;
    expect(said.join('\n')).toMatch(remark);
    expect(said.filter((line) => !remark.test(line))).toEqual(expected.said);
  });
});
