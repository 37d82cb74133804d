import {
  applyTransform,
  composeTransforms,
  decodeTransform,
  encodeNpy,
  encodeNpz,
  encodeTransform,
  type IdxArray,
  parseIdx,
  parseNpy,
  parseNpz,
  type Transform,
  tensorOfIdx,
} from '@puregrad/data';
import {
  decodeEncoding,
  type Encoding,
  encodeTable,
  featureNames,
  fitEncoding,
  parseCsv,
  parseDatasetJson,
  parseRowsJson,
  type Table,
  writeCsv,
} from '@puregrad/data/table';
import { fromJSON, ones, sizeOf, type Tensor, type Tree, tensor } from '@puregrad/tensors';
import { type Either, isLeft } from 'fp-ts/lib/Either.js';
import { onCsv } from './mutations/csv.ts';
import { onJson } from './mutations/json.ts';
import { bytesOf, textOf } from './mutations/mutation.ts';
import { onNpy, onNpz } from './mutations/numpy.ts';
import { type Followed, type Reader, reader } from './reader.ts';

const json = (value: unknown): Uint8Array => bytesOf(JSON.stringify(value));

/** The value, and what is read of what was written of it; a failure to read it is another value. */
const again = <A>(was: A, read: Either<unknown, A>): Followed => ({
  was,
  is: isLeft(read) ? read : read.right,
});

const table: Table = {
  columns: [
    { name: 'size', kind: 'number', values: [1.5, -2e-7, 3e20, 4] },
    {
      name: 'the color',
      kind: 'category',
      values: ['red', 'a, b', 'say "no"', 'red'],
      categories: [],
    },
    { name: 'kind', kind: 'category', values: ['x\ny', '1', '2', 'é'], categories: [] },
  ],
  rows: 4,
};

const csvs = (): readonly Uint8Array[] => [
  bytesOf(writeCsv(table)),
  bytesOf(writeCsv(table, { delimiter: ';' })),
  bytesOf(writeCsv([{ only: 1 }, { only: 2 }])),
  bytesOf('\uFEFFa\tb\r\n1\t?\r\n2\tNA\r\n'),
];

/** As it can be told from its text; without the lines, which are the file's. */
const retold = (of: Table): Followed => {
  const types = Object.fromEntries(of.columns.map(({ name, kind }) => [name, kind]));
  const read = parseCsv(writeCsv(of), { delimiter: ',', types, missing: 'keep' });
  const bare = ({ columns, rows }: Table): Table => ({ columns, rows });
  // In rows of one column that is missing there are only empty lines.
  if (of.columns.length === 1) return { was: 1, is: 1 };
  const encoding = fitEncoding(of, { fill: 'mode' });
  if (encoding._tag === 'Right') encodeTable(encoding.right)(of);
  return { was: bare(of), is: isLeft(read) ? read : bare(read.right) };
};

const many = (count: number, of: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => of(i)).join();

const csv = reader<Table>({
  name: 'csv',
  functions: ['parseCsv', 'readNumber'],
  seeds: csvs,
  mutations: onCsv,
  hostile: () =>
    [
      many(6_000, (i) => `c${i}`).concat('\n', many(6_000, String)),
      `a\n"${'"x'.repeat(30_000)}`,
      `a,b\n${'"x'.repeat(30_000)}`,
      '"'.repeat(60_001),
      `a\n${'\r'.repeat(60_000)}`,
      ',\n'.repeat(30_000),
      `x\n${'1'.repeat(60_000)}e`,
      `a,b\n${Array.from({ length: 20_000 }, (_, i) => `${i},1`).join('\n')}\n"`,
    ].map(bytesOf),
  multiple: 600,
  read: (bytes) => parseCsv(textOf(bytes)),
  follow: retold,
});

const csvWithGaps = reader<Table>({
  name: 'csv-gaps',
  functions: ['parseCsv'],
  seeds: csvs,
  mutations: onCsv,
  multiple: 600,
  read: (bytes) => {
    const text = textOf(bytes);
    // What becomes of gaps is chosen by the file, so that the same file is read in the same way.
    const missing = (['keep', 'dropRow', { fill: 'mode' }, { fill: 'median' }] as const)[
      text.length % 4
    ]!;
    return parseCsv(text, { missing, header: text.length % 3 > 0 });
  },
  follow: retold,
});

const rowsJson = reader<Table>({
  name: 'rows-json',
  functions: ['parseRowsJson', 'parseJson'],
  seeds: () => [
    json([
      { size: 1.5, color: 'red', ok: true },
      { size: 2, color: null, ok: false },
      { size: -3e-9, color: 'blue' },
    ]),
    json([{ a: 'x', b: 1 }]),
  ],
  mutations: onJson,
  hostile: () => [
    // As many columns as rows.
    bytesOf(`[${many(5_000, (i) => `{"c${i}":1}`)}]`),
    bytesOf(`[${'['.repeat(60_000)}`),
  ],
  multiple: 600,
  read: (bytes) => {
    const text = textOf(bytes);
    return parseRowsJson(text, { missing: text.length % 2 === 0 ? 'keep' : { fill: 0 } });
  },
  follow: (of) => {
    const rows = Array.from({ length: of.rows }, (_, row) =>
      Object.fromEntries(of.columns.map(({ name, values }) => [name, values[row]])),
    );
    const types = Object.fromEntries(of.columns.map(({ name, kind }) => [name, kind]));
    const read = parseRowsJson(JSON.stringify(rows), { types, missing: 'keep', missingValues: [] });
    const byName = ({ columns, rows }: Table): unknown => ({
      columns: columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      rows,
    });
    return { was: byName(of), is: isLeft(read) ? read : byName(read.right) };
  },
});

const datasetJson = reader<{ readonly x: Tensor; readonly y: Tensor }>({
  name: 'dataset-json',
  functions: ['parseDatasetJson'],
  seeds: () => [
    json({
      x: [
        [0, 1.5],
        [1, -1],
        [2, 3e-9],
      ],
      y: [0, 1, 0],
    }),
    json({ x: [[1]], y: [7] }),
  ],
  mutations: onJson,
  multiple: 300,
  read: (bytes) => parseDatasetJson(textOf(bytes)),
  follow: (of) => {
    const listed = (list: unknown): string =>
      Array.isArray(list) ? `[${list.map(listed)}]` : Object.is(list, -0) ? '-0' : String(list);
    const text = `{"x":${listed(of.x.toArray())},"y":${listed(of.y.toArray())}}`;
    return again(of, parseDatasetJson(text));
  },
});

/** The bytes of an IDX file, by type; the packages only read them. */
export const idxFile = (
  type: number,
  shape: readonly number[],
  elements: readonly number[],
): Uint8Array => {
  const header = new Uint8Array(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((length, axis) => new DataView(header.buffer).setUint32(4 + 4 * axis, length));
  return Buffer.concat([header, Uint8Array.from(elements)]);
};

const bytesOfArray = ({ shape, values }: IdxArray): Uint8Array => {
  const types = {
    Uint8Array: 8,
    Int8Array: 9,
    Int16Array: 11,
    Int32Array: 12,
    Float32Array: 13,
    Float64Array: 14,
  };
  const width = values.BYTES_PER_ELEMENT;
  const elements = new Uint8Array(values.slice().buffer);
  const type = types[values.constructor.name as keyof typeof types];
  const places = Array.from(
    elements,
    (_, i) => elements[i - (i % width) + (width - 1 - (i % width))]!,
  );
  return idxFile(type, shape, places);
};

export const idxFiles = (): readonly Uint8Array[] => [
  idxFile(8, [2, 3], [1, 2, 3, 4, 5, 255]),
  idxFile(11, [2], [0, 1, 0xff, 0xfe]),
  idxFile(13, [1, 1], [0x3f, 0x80, 0, 0]),
  idxFile(14, [1], [0x3f, 0xf0, 0, 0, 0, 0, 0, 1]),
  idxFile(12, [], [0, 0, 1, 0]),
];

const idx = reader<IdxArray>({
  name: 'idx',
  functions: ['parseIdx'],
  seeds: idxFiles,
  mutations: [],
  hostile: () => [
    // A size that is no number: too many for float64, times none.
    idxFile(8, [...Array<number>(40).fill(2 ** 32 - 1), 0], []),
    idxFile(14, Array<number>(255).fill(2 ** 32 - 1), []),
  ],
  multiple: 20,
  read: (bytes) => parseIdx(bytes),
  follow: (of) => {
    if (sizeOf(of.shape) !== of.values.length) throw new Error('the shape does not fit');
    tensorOfIdx(of);
    return again(of, parseIdx(bytesOfArray(of)));
  },
});

const tensors = {
  x: tensor([
    [1.5, -0, NaN],
    [3e-40, Infinity, 5],
  ]),
  wide: tensor([1e300, 2 ** -1074], { dtype: 'float64' }),
  y: tensor([-1, 2 ** 31 - 1, 3], { dtype: 'int32' }),
  none: tensor(new Float32Array(0), { shape: [0, 3] }),
};

const tree = reader<Tree>({
  name: 'tree',
  functions: ['fromJSON'],
  seeds: () => [
    json(tensors),
    json([tensors.y, { a: [tensors.wide] }, 3, 'text', null]),
    json(tensors.x),
  ],
  mutations: onJson,
  hostile: () => [
    bytesOf('{"dtype":"float32","shape":[9007199254740991,9007199254740991,0],"data":[]}'),
  ],
  multiple: 600,
  read: (bytes) => fromJSON(textOf(bytes)),
  // Numbers beside tensors are those of JSON: 1e999 becomes null.
  follow: (of) => {
    const [text, read] = [JSON.stringify(of), fromJSON(JSON.stringify(of))];
    return { was: text, is: isLeft(read) ? read : JSON.stringify(read.right) };
  },
});

const npyFile = (header: string): Uint8Array =>
  Buffer.concat([
    Uint8Array.of(
      0x93,
      0x4e,
      0x55,
      0x4d,
      0x50,
      0x59,
      1,
      0,
      header.length & 255,
      header.length >> 8,
    ),
    bytesOf(header),
  ]);

const npy = reader<Tensor>({
  name: 'npy',
  functions: ['parseNpy'],
  seeds: () => Object.values(tensors).map(encodeNpy),
  mutations: onNpy,
  hostile: () => [
    // Headers on which expressions could go back and forth.
    npyFile(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'1'.repeat(60_000)}x`),
    npyFile(`{'descr': '<f4', 'fortran_order': False, 'shape': (${' '.repeat(60_000)}x`),
    npyFile(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'1, '.repeat(20_000)}x`),
    npyFile(`${"'descr': [".repeat(6_000)}`),
    npyFile(`'descr':${' '.repeat(60_000)}`),
    npyFile(`{${"'shape': (".repeat(6_000)}`),
    npyFile(`{'descr': '<f4', 'fortran_order': True, 'shape': (0, ${'1, '.repeat(20_000)}), }\n`),
    npyFile(
      `{'descr': '<f4', 'fortran_order': False, 'shape': (${'9007199254740991, '.repeat(30)}0), }\n`,
    ),
  ],
  multiple: 60,
  read: (bytes) => parseNpy(bytes),
  follow: (of) => again(of, parseNpy(encodeNpy(of))),
});

const npz = reader<Readonly<Record<string, Tensor>>>({
  name: 'npz',
  functions: ['parseNpz'],
  seeds: () => [
    encodeNpz(tensors),
    encodeNpz({ a: tensors.x }, { compress: true }),
    encodeNpz({ zeros: tensor(new Float32Array(500)), y: tensors.y }, { compress: true }),
  ],
  mutations: onNpz,
  // What deflate can shrink, a thousandfold, and what checks and tensors add.
  multiple: 8_000,
  read: (bytes) => parseNpz(bytes),
  follow: (of) => again(of, parseNpz(encodeNpz(of))),
});

const width = (transform: Transform): number => {
  switch (transform.kind) {
    case 'standardize':
      return transform.mean.length;
    case 'normalize':
      return transform.min.length;
    case 'composed':
      return transform.transforms[0] === undefined ? 3 : width(transform.transforms[0]);
  }
};

const standardize: Transform = { kind: 'standardize', mean: [2, 5.5], std: [1, 0.1] };
const normalize: Transform = { kind: 'normalize', min: [0, -1], max: [0, 3e9] };

const transform = reader<Transform>({
  name: 'transform',
  functions: ['decodeTransform'],
  seeds: () =>
    [standardize, normalize, composeTransforms(normalize, standardize), composeTransforms()].map(
      (of) => bytesOf(encodeTransform(of)),
    ),
  mutations: onJson,
  multiple: 300,
  read: (bytes) => decodeTransform(textOf(bytes)),
  follow: (of) => {
    applyTransform(of)(ones([2, width(of)]));
    return again(of, decodeTransform(encodeTransform(of)));
  },
});

const encodings: readonly Encoding[] = [
  {
    features: [
      { name: 'size', kind: 'number', fill: 2 },
      { name: 'color', kind: 'oneHot', categories: ['blue', 'red'], fill: 'red' },
      { name: 'kind', kind: 'index', categories: ['x', 'y'] },
    ],
    target: { name: 'what', kind: 'classes', classes: ['cat', 'dog'] },
    unknown: 'zeros',
  },
  { features: [], target: { name: 'price', kind: 'number' }, unknown: 'error' },
];

const encoding = reader<Encoding>({
  name: 'encoding',
  functions: ['decodeEncoding'],
  seeds: () => encodings.map(json),
  mutations: onJson,
  multiple: 300,
  read: (bytes) => decodeEncoding(textOf(bytes)),
  follow: (of) => {
    const names = featureNames(of);
    const row: Table = {
      columns: of.features.map(({ name, ...feature }) =>
        feature.kind === 'number'
          ? { name, kind: 'number', values: [1] }
          : { name, kind: 'category', values: [feature.categories[0] ?? null], categories: [] },
      ),
      rows: 1,
    };
    const encoded = encodeTable(of)(row);
    if (encoded._tag === 'Right' && encoded.right.shape[1] !== names.length)
      throw new Error(`${names.length} names for ${encoded.right.shape[1]} columns`);
    return again(of, decodeEncoding(JSON.stringify(of)));
  },
});

export const npyFiles = npy.seeds;
export const npzFiles = npz.seeds;
export const csvFiles = csvs;

export const dataReaders: readonly Reader[] = [
  csv,
  csvWithGaps,
  rowsJson,
  datasetJson,
  idx,
  npy,
  npz,
  transform,
  encoding,
  tree,
];
