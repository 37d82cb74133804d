import type { Dataset } from '@puregrad/data';
import {
  batchNorm,
  constant,
  dense,
  glorotUniform,
  heNormal,
  input,
  type Network,
  relu,
  residual,
  sigmoid,
  varianceScaling,
} from '@puregrad/layers';
import { adam, sgd } from '@puregrad/optimizers';
import { key, mul, normal, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { type Ailment, diagnose, showFindings } from './diagnose.ts';
import type { EpochReport } from './epoch-report.ts';
import type { FitOptions } from './fit-options.ts';
import type { LayerReport } from './layer-report.ts';
import { trainWith } from './testing/train-with.ts';

const data = (count: number, scale = 1): Dataset => {
  const x = mul(normal(key(1), [count, 8]), scale);
  const labels = Int32Array.from({ length: count }, (_, i) =>
    x.data[8 * i]! + x.data[8 * i + 1]! > 0 ? 1 : 0,
  );
  return { x, y: tensor(labels) };
};

type Stage = (network: Network<number, number>) => Network<number, number>;
const stack = (stages: readonly Stage[]): Network<number, number> =>
  stages.reduce<Network<number, number>>((network, stage) => stage(network), input(8));
const repeat = (times: number, make: (i: number) => readonly Stage[]): readonly Stage[] =>
  Array.from({ length: times }, (_, i) => make(i)).flat();

const historyOf = async (
  options: Partial<FitOptions> & { readonly network: Network<number, number> },
) => {
  const result = await trainWith({
    optimizer: adam({ learningRate: 1e-3 }),
    train: data(256),
    epochs: 2,
    seed: 1,
    ...options,
  })();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right.history;
};

const findings = async (options: Parameters<typeof historyOf>[0]) =>
  diagnose(await historyOf(options));
const healthy = stack([
  ...repeat(3, () => [dense(32, { kernelInit: heNormal }), relu()]),
  dense(2, { kernelInit: glorotUniform }),
]);

describe('diagnose', () => {
  it('finds nothing in a healthy run', async () => {
    expect(await findings({ network: healthy, epochs: 3 })).toEqual([]);
    expect(showFindings([])).toBe('nothing found');
  });

  it('names the vanishing layer of a net of 10 sigmoid layers', async () => {
    const network = stack([...repeat(10, () => [dense(16), sigmoid()]), dense(2)]);
    const [found] = await findings({ network });
    expect(found).toMatchObject({ ailment: 'vanishing gradients', layer: 'dense1', epoch: 2 });
    expect(found!.evidence).toMatch(/^the gradients of dense1 are \d\.\de-\d+ of dense11's$/);
    expect(found!.remedies.join()).toMatch(/He initialization.*batchNorm/);
  });

  it('finds them cured by batch norm, and by ReLU with He', async () => {
    for (const cured of [
      () => [dense(16, { useBias: false }), batchNorm(), sigmoid()],
      () => [dense(16, { kernelInit: heNormal }), relu()],
    ]) {
      const found = await findings({ network: stack([...repeat(10, cured), dense(2)]) });
      expect(found.map(({ ailment }) => ailment)).not.toContain('vanishing gradients');
    }
  });

  it('names the exploding layer of a badly initialized net', async () => {
    const network = stack([
      ...repeat(4, (i) => [
        dense(32, { kernelInit: i === 2 ? varianceScaling({ scale: 1e5 }) : heNormal }),
        relu(),
      ]),
      dense(2),
    ]);
    const [found] = await findings({ network, epochs: 1 });
    expect(found).toMatchObject({ ailment: 'exploding gradients', layer: 'dense3' });
    expect(found!.evidence).toMatch(/dense3 enlarges its inputs ×/);
    expect(found!.remedies[0]).toContain('heNormal');
  });

  it('names dead ReLUs', async () => {
    const network = stack([
      dense(16, { kernelInit: heNormal }),
      relu(),
      dense(16, { kernelInit: heNormal, biasInit: constant(-20) }),
      relu(),
      dense(2),
    ]);
    const found = await findings({ network });
    expect(found.find(({ ailment }) => ailment === 'dying ReLUs')).toMatchObject({
      layer: 'relu2',
      evidence: '100 % of the units of relu2 are 0 for every example of a batch',
    });
  });

  it('names the layers within a residual block', async () => {
    const body = (...stages: readonly Stage[]): Stage =>
      residual((start: Network<number, number>) =>
        stages.reduce((network, stage) => stage(network), start),
      );
    const deep = body(...repeat(10, () => [dense(8), sigmoid()]));
    const [vanished] = await findings({ network: stack([deep, dense(2)]) });
    expect(vanished).toMatchObject({
      ailment: 'vanishing gradients',
      layer: 'residual1.body.dense1',
    });
    const dying = body(dense(8, { biasInit: constant(-20) }), relu(), dense(8));
    const found = await findings({ network: stack([dying, dense(2)]) });
    expect(found.find(({ ailment }) => ailment === 'dying ReLUs')).toMatchObject({
      layer: 'residual1.body.relu1',
    });
  });

  it('names saturated units', async () => {
    const network = stack([dense(16, { activation: 'tanh' }), dense(2)]);
    const found = await findings({ network, train: data(256, 1000) });
    expect(found.find(({ ailment }) => ailment === 'saturated units')).toMatchObject({
      layer: 'dense1',
    });
  });

  it.each([
    [3, 'learning rate too high'],
    [1e-9, 'learning rate too low'],
  ] as const)('tells that a rate of %d is out of range', async (learningRate, ailment) => {
    const found = await findings({ network: healthy, optimizer: sgd({ learningRate }) });
    expect(found.map((finding) => finding.ailment)).toContain(ailment);
  });

  const epoch = (n: number, training: number, validation: number): EpochReport => ({
    epoch: n,
    training: { loss: training, penalty: 0, metrics: {} },
    validation: { loss: validation, metrics: {} },
    layers: [],
    skipped: 0,
    seconds: 1,
    examplesPerSecond: 1,
  });
  const ailments = (...history: readonly EpochReport[]): readonly Ailment[] =>
    diagnose(history).map(({ ailment }) => ailment);

  const layerAt = (path: readonly string[], given: Partial<LayerReport> = {}): LayerReport => ({
    ...{ name: path.join('.'), path, parameters: 4, gradientNorm: 1, weightNorm: 1 },
    ...{ updateRatio: 0.001, mean: 0, std: 1, saturated: 0, dead: 0 },
    ...given,
  });
  const ofLayers = (...layers: readonly LayerReport[]) =>
    diagnose([{ ...epoch(1, 1, 1), layers }]).map(({ ailment, layer }) => [ailment, layer]);

  it('compares no gradients of layers of which none leads to the other', () => {
    const small = { gradientNorm: 1e-6 };
    const vanished = (first: readonly string[], second: readonly string[]) =>
      ofLayers(layerAt(first, small), layerAt(second)).length > 0;
    expect(vanished(['dense1'], ['dense2'])).toBe(true);
    expect(vanished(['dense1'], ['fork1', 'a', 'dense1'])).toBe(true);
    expect(vanished(['fork1', 'a', 'dense1'], ['dense1'])).toBe(true);
    expect(vanished(['fork1', 'a', 'dense1'], ['fork1', 'a', 'dense2'])).toBe(true);
    expect(vanished(['fork1', 'a', 'dense1'], ['fork1', 'b', 'dense1'])).toBe(false);
    expect(vanished(['own1'], ['own1', 'body', 'dense1'])).toBe(false);
  });

  it('tells by how much a layer enlarges what it takes, not what stands before it in the list', () => {
    const exploding = { gradientNorm: 100 };
    const none = { parameters: 0, gradientNorm: 0, weightNorm: 0, std: 10 };
    const residual = (std: number) => [
      layerAt(['input'], { ...none, std }),
      layerAt(['residual1'], none),
      layerAt(['residual1', 'body', 'relu1'], { ...none, std }),
      layerAt(['residual1', 'body', 'dense1'], { ...exploding, std: 10 }),
      layerAt(['dense1'], { std: 11, gradientNorm: 101 }),
    ];
    expect(ofLayers(...residual(1))).toEqual([['exploding gradients', 'residual1.body.dense1']]);
    // Neither enlarges anything.
    expect(ofLayers(...residual(10))).toEqual([['exploding gradients', 'dense1']]);
    // The first layer of a body takes what the block takes, not what it gives.
    const first = [
      layerAt(['input'], none),
      layerAt(['residual1'], { ...none, std: 1 }),
      layerAt(['residual1', 'body', 'dense1'], { ...exploding, std: 10 }),
    ];
    expect(ofLayers(...first, layerAt(['dense1'], { gradientNorm: 101 }))).toEqual([
      ['exploding gradients', 'dense1'],
    ]);
  });

  it('tells overfitting from both losses, since which epoch', () => {
    const history = [epoch(1, 1, 1), epoch(2, 0.5, 0.7), epoch(3, 0.2, 0.8), epoch(4, 0.1, 0.9)];
    expect(diagnose(history)).toMatchObject([{ ailment: 'overfitting', epoch: 2 }]);
    expect(showFindings(diagnose(history))).toBe(
      [
        'overfitting: after epoch 2 the training loss still fell, from 0.5 to 0.1, while the validation loss rose from 0.7 to 0.9 (epoch 2)',
        '  - stop early: stop: earlyStopping({ patience: 5 })',
        '  - add dropout(0.5), or kernelRegularizer: l2(1e-4); search finds the strength',
        '  - augment the data, or get more',
      ].join('\n'),
    );
    expect(ailments(epoch(1, 1, 1), epoch(2, 0.5, 0.7), epoch(3, 0.4, 0.71))).toEqual([]);
  });

  it('tells that nothing was learnt, and nothing of no history or a single epoch', () => {
    expect(ailments(epoch(1, 1, 1), epoch(2, 1, 1))).toEqual(['not learning']);
    expect(ailments(epoch(1, 1, 1))).toEqual([]);
    expect(diagnose([])).toEqual([]);
  });
});
