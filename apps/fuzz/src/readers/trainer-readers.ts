import { applyTransform } from '@puregrad/data';
import {
  apply,
  batchNorm,
  dense,
  describeNetwork,
  initialize,
  input,
  type Network,
  networkOf,
} from '@puregrad/layers';
import { meanSquaredError } from '@puregrad/losses';
import { adam, reduceOnPlateau } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { key, ones, pipe, referenceEngine, tensor } from '@puregrad/tensors';
import {
  type Checkpoint,
  decodeCheckpoint,
  decodeModel,
  decodeTensors,
  encodeCheckpoint,
  encodeModel,
  encodeTensors,
  fit,
  type Model,
  type TensorFile,
} from '@puregrad/trainer';
import { isLeft } from 'fp-ts/lib/Either.js';
import { onJson } from './mutations/json.ts';
import { bytesOf, textOf } from './mutations/mutation.ts';
import { onSafetensors } from './mutations/safetensors.ts';
import { examplesOf, isSmall, networks, trees } from './networks.ts';
import { again, type Reader, reader } from './reader.ts';
import { searchState } from './search-reader.ts';

const description = reader<Network>({
  name: 'network',
  functions: ['networkOf'],
  seeds: () =>
    [...networks(), ...trees()].map((network) => bytesOf(JSON.stringify(describeNetwork(network)))),
  mutations: onJson,
  multiple: 600,
  read: (bytes) => {
    let value: unknown;
    try {
      value = JSON.parse(textOf(bytes));
    } catch {
      value = textOf(bytes);
    }
    return networkOf(value);
  },
  follow: (network) => {
    const was = describeNetwork(network);
    const read = networkOf(JSON.parse(JSON.stringify(was)));
    if (isSmall(network)) {
      const { params, state } = initialize(network, key(1));
      apply(network)(params, state, examplesOf(network.input), { training: true, key: key(2) });
    }
    return { was, is: isLeft(read) ? read : describeNetwork(read.right) };
  },
});

const safetensors = reader<TensorFile>({
  name: 'safetensors',
  functions: ['decodeTensors'],
  seeds: () => [
    encodeTensors({
      tensors: {
        a: tensor([
          [1, 2.5],
          [NaN, -0],
        ]),
        b: tensor([1, -7], { dtype: 'int32' }),
        c: tensor([1e300], { dtype: 'float64' }),
      },
      metadata: { format: 'pt', note: 'é' },
    }),
    encodeTensors({ tensors: {}, metadata: {} }),
    encodeTensors({
      tensors: { scalar: tensor(1), none: tensor(new Float32Array(0), { shape: [0, 2] }) },
      metadata: {},
    }),
  ],
  mutations: onSafetensors,
  hostile: () => {
    const file = (header: string): Uint8Array => {
      const prefix = new Uint8Array(8);
      new DataView(prefix.buffer).setBigUint64(0, BigInt(header.length), true);
      return Buffer.concat([prefix, bytesOf(header)]);
    };
    const huge = 2 ** 53 - 1;
    return [
      file(`{${'"a":'.repeat(15_000)}`),
      file(`${'{"a":'.repeat(12_000)}1${'}'.repeat(12_000)}`),
      file(`{"a":{"dtype":"F32","shape":[${huge},${huge},0],"data_offsets":[0,0]}}`),
      file(`{"a":{"dtype":"F32","shape":[0${',1'.repeat(20_000)}],"data_offsets":[0,0]}}`),
    ];
  },
  multiple: 100,
  read: (bytes) => decodeTensors(bytes),
  follow: (of) => again(of, decodeTensors(encodeTensors(of))),
});

export const modelFiles = (): readonly Uint8Array[] =>
  networks().map((network, i) =>
    encodeModel({
      network,
      ...initialize(network, key(i)),
      notes: { data: 'a.csv', 'the recipe': '{"task":"regression"}' },
      ...(i === 0 ? { transform: { kind: 'standardize', mean: [1, 2], std: [1, 3] } } : {}),
    }),
  );

const described = ({ network, ...rest }: Model): unknown => ({
  ...rest,
  network: describeNetwork(network),
});

const model = reader<Model>({
  name: 'model',
  functions: ['decodeModel'],
  seeds: modelFiles,
  mutations: onSafetensors,
  // A network may exceed its file by a million numbers before it is refused.
  multiple: 600,
  read: (bytes) => decodeModel(bytes),
  follow: (of) => {
    const { network, params, state, transform } = of;
    const x = ones([1, ...[network.input].flat()]);
    const rescaled = transform === undefined ? x : applyTransform(transform)(x);
    if (isSmall(network)) apply(network)(params, state, rescaled);
    const read = decodeModel(encodeModel(of));
    return { was: described(of), is: isLeft(read) ? read : described(read.right) };
  },
});

export const checkpointRun = {
  network: pipe(input(2), dense(2), batchNorm(), dense(1)),
  optimizer: adam({ learningRate: 0.1 }),
};

export const checkpointFiles = async (): Promise<readonly Uint8Array[]> => {
  const data = {
    x: tensor([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ]),
    y: tensor([[1], [2], [3], [4]]),
  };
  const found: Uint8Array[] = [];
  for await (const event of fit({
    ...checkpointRun,
    loss: meanSquaredError,
    train: data,
    validation: data,
    batchSize: 2,
    epochs: 2,
    engine: referenceEngine(),
    checkpointEvery: 1,
    stop: earlyStopping({ patience: 5 }),
    plateau: reduceOnPlateau({ patience: 1 }),
  }))
    if (event.kind === 'checkpoint') found.push(encodeCheckpoint(event.checkpoint));
  return found;
};

const checkpoint = reader<Checkpoint>({
  name: 'checkpoint',
  functions: ['decodeCheckpoint', 'readRun'],
  seeds: checkpointFiles,
  mutations: onSafetensors,
  multiple: 600,
  read: (bytes) => decodeCheckpoint(bytes, checkpointRun),
  follow: (of) => again(of, decodeCheckpoint(encodeCheckpoint(of), checkpointRun)),
});

export const trainerReaders: readonly Reader[] = [
  description,
  safetensors,
  model,
  checkpoint,
  searchState,
];
