import { encodeNpy, encodeNpz, fitStandardize } from '@puregrad/data';
import {
  categoryColumn,
  type Encoding,
  fitEncoding,
  parseCsv,
  type Table,
} from '@puregrad/data/table';
import type { Tensor } from '@puregrad/tensors';
import { type Call, type Calls, call, notCalled } from '../call.ts';
import { data as dataset, labels, matrix, seed, whole } from '../values.ts';

const table = (): Table => {
  const parsed = parseCsv('a,b\n1,x\n2,y\n');
  if (parsed._tag === 'Left') throw new Error(parsed.left.message);
  return whole(parsed.right);
};
const encoding = (): Encoding => {
  const fitted = fitEncoding(table(), { target: 'b' });
  if (fitted._tag === 'Left') throw new Error(fitted.left.message);
  return whole(fitted.right);
};
const column = () => whole(categoryColumn('a', ['x', null]));
const ofNumbers = (): Encoding =>
  whole({ features: [], target: { name: 'y', kind: 'number', mean: 1, std: 2 }, unknown: 'error' });
const records = () => ({
  x: { picture: matrix(), word: labels() },
  y: { kind: labels(), age: matrix() },
});
/** A record may have one tensor in place of its parts. */
const ofRecords = (argument: number): NonNullable<Call['also']> => ({
  [`${argument}.x`]: ['tensor'],
  [`${argument}.y`]: ['tensor'],
});
const idx = () => ({ shape: [2], values: Uint8Array.of(1, 2) });
const transform = { kind: 'standardize', mean: [1, 2], std: [1, 1] };
const onMatrix = { use: (f: (x: Tensor) => unknown) => f(matrix()) };
const onTable = { use: (f: (t: Table) => unknown) => f(table()) };
const missing = { use: (read: () => Promise<unknown>) => read(), left: true };
/** Decoders are tried with broken files, byte by byte, in the targets of `readers`. */
const bytes = { fixed: ['0'] };

export const data: Calls<typeof import('@puregrad/data')> = {
  batches: call(() => [5, 2, { key: seed(), dropLast: true, leastLast: 2 }]),
  dataset: [
    ...call(() => [matrix(), labels(), { targets: 'labels' }]),
    ...call(() => [whole(records().x), whole(records().y), { targets: { kind: 'labels' } }], {
      also: { 0: ['tensor'], 1: ['tensor'], '2.targets': ['string'] },
    }),
  ],
  kFold: [
    ...call(() => [dataset(), { folds: 2, key: seed(), stratified: false }], {
      also: { 0: ['number'] },
    }),
    ...call(() => [4, { folds: 2 }], { also: { 0: ['object'] } }),
    ...call(() => [2, { folds: 2, groups: labels(), consecutive: false }], {
      also: { 0: ['object'] },
    }),
    ...call(() => [records(), { folds: 2, stratified: true, labels: labels() }], {
      also: { ...ofRecords(0), 0: ['number'] },
    }),
  ],
  forwardFolds: call(() => [2, { folds: 1, groups: labels() }]),
  groupSplit: call(() => [dataset(), { fractions: [0.5, 0.5] }, { groups: labels(), key: seed() }]),
  encodeNpy: call(() => [matrix()]),
  encodeNpz: call(() => [{ a: matrix() }, { compress: true }], { also: { 0: ['any'] } }),
  parseNpy: call(() => [encodeNpy(matrix()), { source: 'a' }], bytes),
  parseNpyArray: call(() => [encodeNpy(matrix()), { source: 'a' }], bytes),
  parseNpzArrays: call(() => [encodeNpz({ a: matrix() }), { source: 'a' }], bytes),
  parseNpz: call(() => [encodeNpz({ a: matrix() }), { source: 'a' }], bytes),
  parseIdx: call(() => [Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7), { source: 'a' }], bytes),
  countRows: call(() => ['a', records()], { also: { 0: ['any'], ...ofRecords(1) } }),
  requireDataset: call(() => ['a', records()], { also: { 0: ['any'], ...ofRecords(1) } }),
  requireClasses: [
    ...call(() => [dataset(), 2]),
    ...call(() => [records(), { kind: 2 }], { also: { ...ofRecords(0), 1: ['number'] } }),
  ],
  scaleToUnit: call(() => [idx()], { fixed: ['0.values'] }),
  shuffle: [
    ...call(() => [seed(), dataset()]),
    ...call(() => [seed(), records()], { also: ofRecords(1) }),
  ],
  splitRows: [
    ...call(() => [dataset(), { fractions: [0.5, 0.5] }, { key: seed() }]),
    ...call(() => [dataset(), { counts: [1, 'rest'] }], { also: { '1.counts.1': ['number'] } }),
  ],
  stratifiedSplit: call(() => [
    dataset(),
    { fractions: [0.5, 0.5] },
    { key: seed(), labels: labels() },
  ]),
  takeRows: [
    ...call(() => [dataset(), labels()]),
    ...call(() => [records(), labels()], { also: ofRecords(0) }),
  ],
  tensorOfIdx: call(() => [idx()], { fixed: ['0.values'] }),
  applyTransform: call(() => [transform], onMatrix),
  invertTransform: call(() => [transform], onMatrix),
  composedMonoid: notCalled('no function'),
  composeTransforms: call(() => [transform, transform]),
  decodeTransform: call(() => [JSON.stringify(transform)]),
  encodeTransform: call(() => [transform]),
  fitNormalize: call(() => [matrix()]),
  fitStandardize: call(() => [matrix()], { use: () => fitStandardize(matrix()) }),
};

export const node: Calls<typeof import('@puregrad/data/node')> = {
  readCsvFile: call(() => ['no/such/file', { header: true }], missing),
  fileError: call(() => ['read', 'a', new Error('b')], { fixed: ['2'] }),
  readIdxFile: call(() => ['no/such/file'], missing),
  readMnist: call(() => ['no/such/folder'], missing),
  readNpyFile: call(() => ['no/such/file'], missing),
  readNpzArrays: call(() => ['no/such/file'], missing),
  readNpzFile: call(() => ['no/such/file'], missing),
  readTableFile: call(() => ['no/such/file', readOptions()], missing),
  readTableFileChunks: call(() => ['no/such/file', { ...readOptions(), size: 2 }], {
    use: (chunks: AsyncGenerator<unknown>) => chunks.next(),
  }),
};

/** Options of the readers of tables. */
const readOptions = () => ({
  source: 's',
  delimiter: ',',
  header: false,
  names: ['a', 'b'],
  limit: 5,
  types: { a: 'number' },
  missing: ['?'],
  decimal: '.',
  strays: 'missing',
});

const tableOptions = { source: 'a', missing: 'keep', missingValues: ['?'] };

export const tables: Calls<typeof import('@puregrad/data/table')> = {
  categoryColumn: call(() => ['a', ['x', null]], { also: { '1.0': ['null'] } }),
  numberColumn: call(() => ['a', [1, 2]], { also: { '1.0': ['NaN'], '1.1': ['NaN'] } }),
  presentRows: call(() => [column()]),
  select: call(() => [table(), [1, 0]]),
  valuesOf: call(() => [column()]),
  decodeEncoding: call(() => [JSON.stringify(encoding())]),
  decodeTableSchema: call(() => [JSON.stringify({ header: true, columns: [] })]),
  decodeTarget: call(() => [ofNumbers()], { use: (f: (x: Tensor) => unknown) => f(matrix()) }),
  retype: call(() => [table(), { a: 'category' }], { also: { 1: ['names'] } }),
  featureGroups: call(() => [encoding()]),
  encodeTable: call(() => [encoding()], onTable),
  encodeTarget: call(() => [encoding()], onTable),
  featureNames: call(() => [encoding()]),
  findDelimiter: call(() => ['a;b\n']),
  fitEncoding: call(
    () => [table(), { target: 'b', features: ['a'], oneHot: true, fill: 'mean', unknown: 'zeros' }],
    { also: { '1.fill': ['number'] } },
  ).concat(
    call(() => [table(), { target: 'a', rows: [1, 0], standardize: true }], {
      also: { '1.rows': ['typed array'] },
    }),
  ),
  parseCsv: call(
    () => [
      '1,x\n2,y\n',
      { ...tableOptions, header: false, names: ['a', 'b'], delimiter: ',', types: { a: 'number' } },
    ],
    { also: { '1.missing': ['object'] } },
  ),
  parseDatasetJson: call(() => ['{"x":[[1],[2]],"y":[0,1]}', { source: 'a', targets: 'labels' }]),
  parseRowsJson: call(() => ['[{"a":1}]', { ...tableOptions, types: { a: 'number' } }], {
    also: { '1.missing': ['object'] },
  }),
  readTable: call(() => ['1,x\n2,y\n', readOptions()], {
    also: { 0: ['typed array'] },
    use: (read: () => Promise<unknown>) => read(),
  }),
  readTableChunks: call(() => ['1,x\n2,y\n', { ...readOptions(), size: 2 }], {
    also: { 0: ['typed array'] },
    use: (chunks: AsyncGenerator<unknown>) => chunks.next(),
  }),
  tableToDataset: call(() => [table(), { target: 'b', features: ['a'] }]),
  writeCsv: [
    ...call(() => [table(), { delimiter: ',' }], { also: { 0: ['array'] } }),
    ...call(() => [[{ a: 1, b: 'x' }]], {
      also: {
        '0.0.a': ['NaN', 'string', 'boolean', 'null'],
        '0.0.b': ['number', 'NaN', 'boolean', 'null'],
      },
    }),
  ],
};
