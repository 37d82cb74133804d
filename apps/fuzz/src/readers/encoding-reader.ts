import {
  categoryColumn,
  decodeEncoding,
  type Encoding,
  encodeTable,
  featureNames,
  numberColumn,
  type Table,
} from '@puregrad/data/table';
import { onJson } from './mutations/json.ts';
import { jsonOf, textOf } from './mutations/mutation.ts';
import { again, reader } from './reader.ts';

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
  {
    features: [{ name: 'sold', kind: 'date', parts: ['time', 'week'], fill: 7e8 }],
    target: { name: 'price', kind: 'number', mean: 250, std: 100 },
    unknown: 'error',
    scale: { mean: [1e9, 0, 0.5], std: [0, 0.5, 1] },
  },
];

/** The reader of saved encodings. */
export const encoding = reader<Encoding>({
  name: 'encoding',
  functions: ['decodeEncoding'],
  seeds: () => encodings.map(jsonOf),
  mutations: onJson,
  multiple: 300,
  read: (bytes) => decodeEncoding(textOf(bytes)),
  follow: (of) => {
    const names = featureNames(of);
    const row: Table = {
      columns: of.features.map(({ name, ...feature }) =>
        'categories' in feature
          ? categoryColumn(name, [feature.categories[0] ?? null])
          : numberColumn(name, [1]),
      ),
      rows: 1,
    };
    const encoded = encodeTable(of)(row);
    if (encoded._tag === 'Right' && encoded.right.shape[1] !== names.length)
      throw new Error(`${names.length} names for ${encoded.right.shape[1]} columns`);
    return again(of, decodeEncoding(JSON.stringify(of)));
  },
});
