import { describe, expect, test } from 'vitest';
import { cellReader } from './cell-reader.ts';
import type { InferOptions, Tally } from './column-schema.ts';
import { inferColumns } from './infer-columns.ts';

const tally = (values: readonly string[], name = 'a'): Tally => {
  const texts = [...new Set(values)];
  return { name, texts, counts: texts.map((text) => values.filter((v) => v === text).length) };
};

/** The values of a column, as it is inferred from them alone. */
const read = (values: readonly string[], options: InferOptions = { strays: 'missing' }) => {
  const { columns } = inferColumns([tally(values)], options);
  const schema = columns[0]!;
  return schema.kind === 'category' ? 'words' : values.map(cellReader(schema));
};

describe('numbers as people write them', () => {
  test.each<[string, readonly string[], readonly (number | undefined)[] | 'words']>([
    ['plain numbers', ['1', '-2.5', '+3', '.5', '1e-3', ''], [1, -2.5, 3, 0.5, 0.001, Number.NaN]],
    ['decimal commas', ['1,5', '-2,25', '3'], [1.5, -2.25, 3]],
    ['thousands in German', ['1.234,5', '2'], [1234.5, 2]],
    ['thousands with commas', ['1,234', '5'], [1234, 5]],
    ['only points that may separate thousands', ['1.234', '5.678'], [1.234, 5.678]],
    ['blanks', ['1 234', '1\u00a0234,5', '2\u202f345\u202f678'], [1234, 1234.5, 2345678]],
    ['dollars', ['$1,000', '-$2', '$3.50'], [1000, -2, 3.5]],
    ['euros', ['1.000,50 €', '3 €'], [1000.5, 3]],
    ['parentheses', ['(3.50)', '4'], [-3.5, 4]],
    ['percentages', ['12%', '50 %', '12.3%'], [0.12, 0.5, 0.123]],
    ['minus signs', ['-5', '−5', '6'], [-5, -5, 6]],
    ['a hexadecimal number', ['0x10', '0x11'], 'words'],
    ['underscores', ['1_000', '1_001'], 'words'],
    ['other digits', ['٣', '٤'], 'words'],
    ['leading zeros', ['01234', '1234', '90210'], 'words'],
    ['long ids', ['1234567890123456', '2'], 'words'],
    ['dates', ['2020-01-02', '1970-01-01'], [1577923200, 0]],
  ])('%s', (_, values, expected) => {
    expect(read(values)).toEqual(expected);
  });
});
