import { bytesOf, type Mutation, textOf } from './mutation.ts';

const TOKENS: readonly string[] = [
  ...[
    '"',
    '""',
    ',',
    ';',
    '\t',
    '|',
    '\n',
    '\r',
    '\r\n',
    ' ',
    '\uFEFF',
    '\0',
    '\n\n',
    '",',
    ',"',
    '"\n',
  ],
  ...['1', '-1', '1e999', '9007199254740993', 'NaN', 'NA', '?', '0x1F', '1e39', 'Infinity', '-0'],
  ...['__proto__', 'constructor', 'a', 'é', '\u2028', '=1+1'],
];

const insertToken: Mutation = (bytes, random) => {
  const text = textOf(bytes);
  const at = random.below(text.length + 1);
  const end = at + (random.below(2) === 0 ? 0 : random.below(3));
  return bytesOf(text.slice(0, at) + random.pick(TOKENS) + text.slice(end));
};

/** Replaces one separator by another everywhere. */
const replaceAll: Mutation = (bytes, random) => {
  const separators = [',', ';', '\n', '"', ' '];
  return bytesOf(textOf(bytes).replaceAll(random.pick(separators), random.pick(TOKENS)));
};

const changeCell: Mutation = (bytes, random) => {
  const cells = textOf(bytes).split(/(?<=[,;\n])|(?=[,;\n])/);
  return bytesOf(cells.with(random.below(cells.length), random.pick(TOKENS)).join(''));
};

const changeLines: Mutation = (bytes, random) => {
  const lines = textOf(bytes).split('\n');
  const at = random.below(lines.length);
  return bytesOf(
    (random.below(2) === 0 ? lines.toSpliced(at, 1) : lines.toSpliced(at, 0, lines[at]!)).join(
      '\n',
    ),
  );
};

export const onCsv: readonly Mutation[] = [insertToken, replaceAll, changeCell, changeLines];
