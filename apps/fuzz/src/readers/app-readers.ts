import { left, right } from 'fp-ts/lib/Either.js';
import {
  decodeBaseline,
  decodeConfig,
  decodeDivision,
  decodeHistory,
  decodeRecipe,
  decodeRecord,
  decodeRun,
  encodeRecipe,
  parseSpace,
  trainingOptions,
} from 'puregrad/node';
import { onCsv } from './mutations/csv.ts';
import { onJson } from './mutations/json.ts';
import { bytesOf, jsonOf, textOf } from './mutations/mutation.ts';
import { again, type Reader, reader } from './reader.ts';

type Recipe = Parameters<typeof encodeRecipe>[0];

const table: Recipe = {
  task: 'classification',
  target: 'kind',
  classes: ['cat', 'dog'],
  inputs: {
    kind: 'table',
    encoding: {
      features: [{ name: 'size', kind: 'number' }],
      target: { name: 'kind', kind: 'classes', classes: ['cat', 'dog'] },
      unknown: 'error',
    },
  },
};
const several: Recipe = {
  task: 'regression',
  target: 'price,"size, in m"',
  targets: [
    { name: 'price', kind: 'number', mean: 250, std: 100 },
    { name: 'size, in m', kind: 'number', mean: 2, std: 0.5 },
  ],
  inputs: {
    kind: 'table',
    encoding: { features: [{ name: 'age', kind: 'number' }], unknown: 'zeros' },
  },
};
const labels: Recipe = {
  ...{ task: 'multilabel', target: 'warm,rainy' },
  targets: [
    { name: 'warm', kind: 'classes', classes: ['no', 'yes'] },
    { name: 'rainy', kind: 'classes', classes: ['0', '1'] },
  ],
  inputs: several.inputs,
};
const images: Recipe = {
  task: 'classification',
  target: 'label',
  classes: ['0', '1'],
  inputs: { kind: 'images', shape: [28, 28] },
};

const recipe = reader<Recipe>({
  name: 'recipe',
  functions: ['decodeRecipe'],
  seeds: () => [table, several, labels, images].map((of) => bytesOf(encodeRecipe(of))),
  mutations: onJson,
  multiple: 600,
  read: (bytes) => decodeRecipe('a model', textOf(bytes)),
  follow: (of) => again(of, decodeRecipe('a model', encodeRecipe(of))),
});

const ofModel = { task: 'binary', classes: 2, features: 2 } as const;
const baseline = reader<unknown>({
  name: 'baseline',
  functions: ['decodeBaseline'],
  seeds: () => {
    const constant = { rows: 3, mean: 0, counts: [2, 1] };
    const linear = { weights: [0.5, -0.25], bias: [1], rows: 3 };
    return [constant, { ...constant, linear }].map(jsonOf);
  },
  mutations: onJson,
  multiple: 600,
  read: (bytes) => decodeBaseline('a model', textOf(bytes), ofModel),
  follow: (of) => again(of, decodeBaseline('a model', JSON.stringify(of), ofModel)),
});

const division = reader<unknown>({
  name: 'division',
  functions: ['decodeDivision'],
  seeds: () => [
    jsonOf({
      options: { data: 'a.csv', target: 'y', test: 0.2, validation: 0.15, limit: 40, seed: 42 },
      ...{ folder: '..', isRefitted: true, trained: 48, digest: 'abc' },
    }),
    jsonOf({
      options: { data: 'mnist', validation: 0.1, seed: 1 },
      ...{ isRefitted: false, trained: 9, digest: '' },
    }),
  ],
  mutations: onJson,
  multiple: 600,
  read: (bytes) => decodeDivision('a model', textOf(bytes)),
  follow: (of) => again(of, decodeDivision('a model', JSON.stringify(of))),
});

const history = reader<ReturnType<typeof decodeHistory>>({
  name: 'history',
  functions: ['decodeHistory'],
  seeds: () => [
    jsonOf([
      { epoch: 1, loss: 0.5, validationLoss: 0.25, metrics: { accuracy: 0.5 } },
      { epoch: 2, loss: 0.25, metrics: {} },
    ]),
  ],
  mutations: onJson,
  multiple: 600,
  // Damaged entries are left out, as its comment says.
  read: (bytes) => right(decodeHistory(textOf(bytes))),
  follow: (of) => again(of, right(decodeHistory(JSON.stringify(of)))),
});

const config = reader({
  name: 'config',
  functions: ['decodeConfig'],
  seeds: () => [
    jsonOf({ epochs: 20, hidden: [64, 32], batchNorm: true, augment: { shift: 2 }, data: 'a.csv' }),
    jsonOf({ hidden: [], l2: 1e-6, dropout: '0.5' }),
  ],
  mutations: onJson,
  multiple: 600,
  read: (bytes) => decodeConfig('a.json', textOf(bytes), trainingOptions),
  // As flags they are texts: read from texts, they are the same.
  follow: (of) => again(of, decodeConfig('a.json', JSON.stringify(of), trainingOptions)),
});

const run = reader<{
  readonly options: unknown;
  readonly cwd: string;
  readonly fingerprint?: unknown;
}>({
  name: 'run',
  functions: ['decodeRun'],
  seeds: () => [
    jsonOf({
      format: 'puregrad run 1',
      options: { data: 'a.csv', epochs: '5', quiet: true },
      cwd: '/tmp',
      fingerprint: 'abc',
    }),
    jsonOf({ format: 'puregrad run 1', options: {}, cwd: '/tmp' }),
  ],
  mutations: onJson,
  multiple: 600,
  read: (bytes) => decodeRun('a folder', textOf(bytes)),
  follow: ({ options, cwd, fingerprint }) => {
    const text = JSON.stringify({ format: 'puregrad run 1', options, cwd, fingerprint });
    const read = decodeRun('a folder', text);
    return again<unknown>(
      { options, cwd, fingerprint },
      read._tag === 'Left'
        ? read
        : right({
            options: read.right.options,
            cwd: read.right.cwd,
            fingerprint: read.right.fingerprint,
          }),
    );
  },
});

const record = reader<object>({
  name: 'lab-record',
  functions: ['decodeRecord'],
  seeds: () => [
    jsonOf({
      ...{ name: 'dropout', title: 'a', claim: 'b', source: 'c', published: 'd', ours: 'e' },
      ...{ verdict: 'in part', finding: 'f', full: false, seed: 1, seconds: 2.5 },
      ...{ command: 'puregrad lab dropout', versions: { puregrad: '0.1.0', node: '20.0.0' } },
      ...{ processors: 2, figures: { a: [1] } },
    }),
  ],
  mutations: onJson,
  multiple: 600,
  read: (bytes) => decodeRecord('a record', textOf(bytes)),
  // Its figures may be anything, also what JSON cannot write.
  follow: (of) => {
    const text = JSON.stringify({ ...of, figures: 0 });
    return again(JSON.parse(text), decodeRecord('a record', text));
  },
});

const space = reader<ReadonlyMap<string, readonly string[]>>({
  name: 'space',
  functions: ['parseSpace'],
  seeds: () =>
    ['l2=1e-6..0.1', 'dropout=0..0.8', 'batch-size=16..256', 'hidden=64|128,64', '--seed=1..9'].map(
      bytesOf,
    ),
  mutations: onCsv,
  multiple: 600,
  read: (bytes) => {
    const read = parseSpace(textOf(bytes).split('\n'), trainingOptions);
    if (read._tag === 'Left') return left(read.left);
    const grids = Object.entries(read.right).map(([name, { at, grid, description }]) => {
      // Options of train are texts that it reads again: choices as they were written, or numbers.
      const values = [at(0), at(0.5), at(1 - 2 ** -53), ...grid(3)];
      const isFit = (value: unknown): boolean =>
        typeof value === 'string' &&
        (description.startsWith('choice') || Number.isFinite(Number.parseFloat(value)));
      if (!values.every(isFit)) throw new Error(`${name} has the values ${values.join(' and ')}`);
      return [name, values] as const;
    });
    return right(new Map(grids));
  },
});

export const appReaders: readonly Reader[] = [
  recipe,
  baseline,
  division,
  history,
  config,
  run,
  record,
  space,
];
