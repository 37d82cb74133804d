import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataError, FileError } from '@puregrad/data';
import { readCsvFile } from '@puregrad/data/node';
import { tableToDataset } from '@puregrad/data/table';
import { batchNorm, dense, input, relu } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy as loss } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import { adam, sgd } from '@puregrad/optimizers';
import { ArgumentError, pipe } from '@puregrad/tensors';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import { evaluator } from '../evaluate.ts';
import type { TrainingFailure } from '../failure.ts';
import type { Model, ModelError } from '../model.ts';
import { type TrainOptions, train } from '../train.ts';
import { loadModel, saveModel } from './model-file.ts';

const penguins = fileURLToPath(new URL('../../../../apps/cli/data/penguins.csv', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'puregrad-pipe-'));
afterAll(() => rm(folder, { recursive: true }));

const features = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];
const options: TrainOptions = {
  network: pipe(input(4), batchNorm(), dense(16), relu(), dense(3)),
  optimizer: adam({ learningRate: 0.01 }),
  epochs: 20,
  seed: 1,
};

const read = (csv: string) =>
  pipe(
    readCsvFile(csv, { missing: 'dropRow' }),
    TE.flatMapEither(tableToDataset({ target: 'species', features })),
    TE.map(({ data }) => data),
  );
const learn = (csv: string, path: string, changed: Partial<TrainOptions> = {}) =>
  pipe(
    read(csv),
    TE.flatMap(train({ ...options, ...changed })),
    TE.flatMap(saveModel(path)),
    TE.flatMap(() => loadModel(path)),
  );

describe('one pipe from a CSV file to a saved model', () => {
  it('reads, trains, saves, and the loaded model has learnt', async () => {
    const result = await learn(penguins, join(folder, 'penguins.safetensors'))();
    if (result._tag === 'Left') throw new Error(result.left.message);
    const data = await read(penguins)();
    if (data._tag === 'Left') throw new Error(data.left.message);
    const judged = evaluator({ network: result.right.network, loss, metrics: { accuracy } })(
      result.right,
      data.right,
    );
    expect(judged.metrics.accuracy).toBeGreaterThan(0.95);
  });

  it('has the union of the errors of its steps as its error, without annotations', () => {
    expectTypeOf<ReturnType<typeof learn>>().toEqualTypeOf<
      TE.TaskEither<DataError | TrainingFailure | FileError | ModelError, Model>
    >();
  });

  const bad = join(folder, 'bad.csv');
  const here = join(folder, 'none.safetensors');
  it.each<[string, Parameters<typeof learn>]>([
    ['FileNotFound', [join(folder, 'none.csv'), here]],
    ['RaggedRow', [bad, here]],
    ['InvalidData', [penguins, here, { network: pipe(input(3), dense(3)) }]],
    ['NonFinite', [penguins, here, { optimizer: sgd({ learningRate: 1e30 }) }]],
    ['FileNotFound', [penguins, join(folder, 'none', 'model'), { epochs: 1 }]],
  ])('ends at the step that fails: %s', async (_tag, given) => {
    await writeFile(bad, 'species,bill_length_mm\nAdelie\n');
    expect(await learn(...given)()).toMatchObject({ _tag: 'Left', left: { _tag } });
    expect(await readdir(folder)).not.toContain('none.safetensors');
  });

  it('refuses data among the options, as `train` took them before', () => {
    const old = { ...options, train: {} } as unknown as TrainOptions;
    expect(() => train(old)).toThrow(ArgumentError);
    expect(() => train(old)).toThrow('train(options)(data)');
  });
});
