/** The forms of files that are told by their first bytes. `text` is delimited text, or none of the others. */
export type Form =
  | 'text'
  | 'json'
  | 'parquet'
  | 'encrypted parquet'
  | 'arrow file'
  | 'arrow stream'
  | 'feather 1'
  | 'npy'
  | 'npz'
  | 'zip'
  | 'gzip';

const ascii = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));

const MARKS: readonly (readonly [form: Form, mark: readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['parquet', ascii('PAR1')],
  ['encrypted parquet', ascii('PARE')],
  ['arrow file', ascii('ARROW1')],
  ['feather 1', ascii('FEA1')],
  ['npy', [0x93, ...ascii('NUMPY')]],
  ['zip', [...ascii('PK'), 3, 4]],
];

const startsWith = (head: Uint8Array, mark: readonly number[]): boolean =>
  mark.every((byte, i) => head[i] === byte);

/** Whether a stream of Arrow's messages begins: a mark, and the length of the schema, a multiple of eight below 16 MiB. */
const isArrowStream = (head: Uint8Array): boolean =>
  startsWith(head, [0xff, 0xff, 0xff, 0xff]) &&
  head.length >= 8 &&
  head[4]! % 8 === 0 &&
  head[7] === 0;

/** Whether the first member of a zip file is an array of NumPy. */
const holdsArrays = (head: Uint8Array): boolean => {
  const length = (head[26] ?? 0) + 256 * (head[27] ?? 0);
  const name = String.fromCharCode(...head.subarray(30, 30 + Math.min(length, 1000)));
  return name.endsWith('.npy');
};

/**
 * Whether a text begins as JSON does: with an object, or with a list of anything but a bare word. CSV may begin
 * with a bracket too, as in `[size],[color]`. The zeros of UTF-16 and the mark of the order of bytes do not matter.
 */
const isJson = (head: Uint8Array): boolean => {
  const text = String.fromCharCode(...head.subarray(0, 2048).filter((byte) => byte !== 0));
  return /^(?:\xEF\xBB\xBF|\xFF\xFE|\xFE\xFF)?\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[{"[\]]|$|-?\d+(?:\.\d+)?\s*,))/.test(
    text,
  );
};

/**
 * The form of a file by its content, whatever its name.
 *
 * @param head the first bytes, 2048 if there are as many. Those of a gzip file tell only `gzip`: what is inside is
 * told by the first bytes that come out.
 */
export const formOf = (head: Uint8Array): Form => {
  const marked = MARKS.find(([, mark]) => startsWith(head, mark))?.[0];
  if (marked === 'zip' && holdsArrays(head)) return 'npz';
  if (marked !== undefined) return marked;
  if (isArrowStream(head)) return 'arrow stream';
  return isJson(head) ? 'json' : 'text';
};
