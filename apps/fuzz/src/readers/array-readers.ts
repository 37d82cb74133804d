import {
  encodeNpy,
  encodeNpz,
  type IdxArray,
  parseIdx,
  parseNpy,
  parseNpyArray,
  parseNpz,
  tensorOfIdx,
  type WordArray,
} from '@puregrad/data';
import { fromJSON, sizeOf, type Tensor, type Tree, tensor } from '@puregrad/tensors';
import { isLeft } from 'fp-ts/lib/Either.js';
import { onJson } from './mutations/json.ts';
import { bytesOf, jsonOf, textOf } from './mutations/mutation.ts';
import { onNpy, onNpz } from './mutations/numpy.ts';
import { again, type Reader, reader } from './reader.ts';

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
    // A size that is not a number: infinity times zero.
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
    jsonOf(tensors),
    jsonOf([tensors.y, { a: [tensors.wide] }, 3, 'text', null]),
    jsonOf(tensors.x),
  ],
  mutations: onJson,
  hostile: () => [
    bytesOf('{"dtype":"float32","shape":[9007199254740991,9007199254740991,0],"data":[]}'),
  ],
  multiple: 600,
  read: (bytes) => fromJSON(textOf(bytes)),
  // Numbers outside tensors are written as JSON: 1e999 becomes null.
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
    // Headers that could cause backtracking in regular expressions.
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

/** A file of words by hand: NumPy writes them, and tensors do not hold them. */
const wordFile = (descr: string, shape: string, elements: readonly number[]): Uint8Array =>
  Uint8Array.from([
    ...npyFile(`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`),
    ...elements,
  ]);

const words = reader<Tensor | WordArray>({
  name: 'npy of words',
  functions: ['parseNpyArray'],
  seeds: () => [
    wordFile('<U2', '2,', [65, 0, 0, 0, 66, 0, 0, 0, 0x3d, 0xf6, 1, 0, 0, 0, 0, 0]),
    wordFile('|S3', '1, 2', [65, 66, 0, 67, 0xc3, 0xb1]),
  ],
  mutations: onNpy,
  hostile: () => [wordFile('<U0', '9007199254740991,', []), wordFile('<U999999999', '0,', [])],
  multiple: 60,
  read: (bytes) => parseNpyArray(bytes),
});

const npz = reader<Readonly<Record<string, Tensor>>>({
  name: 'npz',
  functions: ['parseNpz', 'parseNpzArrays'],
  seeds: () => [
    encodeNpz(tensors),
    encodeNpz({ a: tensors.x }, { compress: true }),
    encodeNpz({ zeros: tensor(new Float32Array(500)), y: tensors.y }, { compress: true }),
  ],
  mutations: onNpz,
  // Deflate can shrink data a thousandfold; checks and tensors add to that.
  multiple: 8_000,
  read: (bytes) => parseNpz(bytes),
  follow: (of) => again(of, parseNpz(encodeNpz(of))),
});

export const npyFiles = npy.seeds;
export const npzFiles = npz.seeds;

/** The readers of arrays and tensors. */
export const arrayReaders: readonly Reader[] = [idx, npy, words, npz, tree];
