import { batchNorm, dense, input, relu } from '@puregrad/layers';
import { adam, reduceOnPlateau } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { key, normal, pipe, tensor } from '@puregrad/tensors';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { FitOptions } from './fit-options.ts';
import type { Checkpoint } from './run-state.ts';
import { decodeTensors, encodeTensors } from './safetensors.ts';
import { trainWith } from './testing/train-with.ts';
import { readRun, writeRun } from './written-run.ts';

const data = {
  x: normal(key(1), [10, 2]),
  y: tensor(Int32Array.from({ length: 10 }, (_, i) => i % 2)),
};
const options: FitOptions = {
  network: pipe(input(2), dense(3, { name: 'first' }), batchNorm(), relu(), dense(2)),
  optimizer: adam(),
  train: data,
  validation: data,
  stop: earlyStopping({ patience: 5 }),
  plateau: reduceOnPlateau(),
  observeEvery: 1,
  epochs: 3,
  batchSize: 4,
};

let checkpoint: Checkpoint;
beforeAll(async () => {
  const found: Checkpoint[] = [];
  await trainWith({ ...options, checkpointEvery: 1 }, (event) => {
    if (event.kind === 'checkpoint') found.push(event.checkpoint);
  })();
  // In the middle of the second epoch: every field has something in it.
  checkpoint = found[4]!;
});

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const fileOf = (given: Checkpoint) => {
  const file = decodeTensors(encodeCheckpoint(given));
  if (file._tag === 'Left') throw new Error(file.left.message);
  return file.right;
};

/** The checkpoint with another plain part, its checksum right. */
const withRun = (run: string): Uint8Array => {
  const { tensors, metadata } = fileOf(checkpoint);
  return encodeTensors({ tensors, metadata: { ...metadata, run } });
};

const runOf = (given: Checkpoint): Json => JSON.parse(fileOf(given).metadata.run!) as Json;

type Path = readonly (string | number)[];

const pathsOf = (value: Json, path: Path = []): readonly Path[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [
        path,
        ...(Array.isArray(value)
          ? value.flatMap((each: Json, i) => pathsOf(each, [...path, i]))
          : Object.entries(value).flatMap(([name, each]) => pathsOf(each, [...path, name]))),
      ];

/** The value with another one at the path; `undefined` removes what is there. */
const replaced = (value: Json, [first, ...rest]: Path, by: Json | undefined): Json | undefined => {
  if (first === undefined) return by;
  const entries = Object.entries(value as object).flatMap(([name, each]: [string, Json]) => {
    const next = name === String(first) ? replaced(each, rest, by) : each;
    return next === undefined ? [] : [[name, next] as const];
  });
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
};

const decode = (run: string) => decodeCheckpoint(withRun(run), options);

const changed = (path: Path, by: Json | undefined) =>
  decode(JSON.stringify(replaced(runOf(checkpoint), path, by) ?? null));

describe("a checkpoint's plain part is decoded, not cast", () => {
  const refused: readonly (readonly [Path, Json | undefined, string])[] = [
    [['epoch'], undefined, "its 'epoch' must be an integer from 1, is missing"],
    [['epoch'], '2', 'its \'epoch\' must be an integer from 1, is "2"'],
    [['epoch'], 1.5, "its 'epoch' must be an integer from 1, is 1.5"],
    [['epoch'], 7, "its 'history' must be the 6 epochs before epoch 7, is 1"],
    [['batch'], -1, "its 'batch' must be an integer from 0, is -1"],
    [['batch'], { number: 'NaN' }, "its 'batch' must be an integer from 0"],
    [['batch'], 4, "its 'batch' must be at most the epoch's 3, is 4"],
    [['skipped'], 3, "its 'skipped' must be at most the 2 batches that are done, is 3"],
    [['history'], 'none', "its 'history' must be a list"],
    [['history', 0], null, "its 'history[0]' must be an object, is null"],
    [['history', 0, 'epoch'], 2, "its 'history[0].epoch' must be 1, is 2"],
    [
      ['history', 0, 'training', 'metrics', 'accuracy'],
      'high',
      "metrics.accuracy' must be a number",
    ],
    [['history', 0, 'layers', 0, 'std'], {}, "its 'history[0].layers[0].std' must be a number"],
    [['totals', 'loss'], { number: 'seven' }, "its 'totals.loss' must be a number"],
    [['totals', 'layers', 'sums', 0], [1], "its 'totals.layers.sums[0]' must be 7 numbers"],
    [['totals', 'layers', 'steps'], 0, "its 'totals.layers.sums' must be 0 lists, is 5"],
    [['watch'], null, "its 'watch' must be an object, is null"],
    [['watch', 'best'], [], "its 'watch.best' must be an object, is []"],
    [['watch', 'best', 'value'], undefined, "its 'watch.best.value' must be a number, is missing"],
    [['watch', 'best', 'epoch'], 2, "its 'watch.best.epoch' must be one of the 1 epochs"],
    [['watch', 'waited'], true, "its 'watch.waited' must be an integer from 0, is true"],
    [['plateau', 'scale'], 'half', "its 'plateau.scale' must be a number"],
    [['identity'], undefined, "its 'identity' must be an object, is missing"],
    [['identity', 'batchSize'], 0, "its 'identity.batchSize' must be an integer from 1"],
    [['identity', 'network', 'layers', 0, 'name'], 5, "layers[0].name' must be a text, is 5"],
    [['identity', 'recipe', 'optimizer'], null, "its 'identity.recipe.optimizer' must be a text"],
    [['identity', 'engines'], 'wasm', "its 'identity.engines' must be a list"],
    [['identity', 'engines', 0], 7, "its 'identity.engines[0]' must be a text, is 7"],
    [[], [], "its 'run' must be an object, is []"],
  ];
  for (const [path, by, message] of refused)
    it(`${path.join('.') || 'all of it'} as ${JSON.stringify(by) ?? 'nothing'} is refused`, () => {
      expect(changed(path, by)).toMatchObject({
        _tag: 'Left',
        left: { _tag: 'CheckpointError', message: expect.stringContaining(message) },
      });
    });

  it('text that is not JSON, or nested too deeply, is refused', () => {
    expect(decode('{')).toMatchObject({ left: { message: expect.stringContaining('not JSON') } });
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(decode(deep)._tag).toBe('Left');
    expect(decode(`{"identity":${deep}}`)._tag).toBe('Left');
  });

  it('anything in the place of anything is a Left, or a checkpoint that reads back the same', () => {
    const values: readonly (Json | undefined)[] = [
      ...[undefined, null, true, 'text', '', -1, 0, 0.5, 1e300, [], [null], {}],
      ...[{ number: 'NaN' }, { number: '__proto__' }],
      JSON.parse('{ "__proto__": { "number": "NaN" } }') as Json,
    ];
    const all = runOf(checkpoint);
    let tried = 0;
    for (const path of pathsOf(all))
      for (const by of values) {
        tried++;
        const result = readRun(JSON.stringify(replaced(all, path, by) ?? null));
        if (result._tag === 'Left') expect(result.left).not.toContain('[object Object]');
        else expect(readRun(writeRun(result.right))).toStrictEqual(result);
      }
    expect(tried).toBeGreaterThan(1500);
  });

  it('fields of other names are passed over, whatever they hold', () => {
    const extra = JSON.stringify({ ...(runOf(checkpoint) as object), later: { number: 'x' } });
    expect(runOf((decode(extra) as { right: Checkpoint }).right)).toEqual(runOf(checkpoint));
  });

  it('numbers that JSON lacks come back, the zero below 0 too; texts that look like them stay', () => {
    const odd: Checkpoint = {
      ...checkpoint,
      totals: {
        ...checkpoint.totals,
        loss: -0,
        penalty: Number.NEGATIVE_INFINITY,
        metrics: { number: Number.NaN, ['__proto__']: Number.POSITIVE_INFINITY },
      },
      identity: {
        ...checkpoint.identity,
        network: {
          input: 2,
          layers: Array(4).fill({ kind: 'own', config: { number: 'NaN' } }),
        },
      },
    };
    const again = decodeCheckpoint(encodeCheckpoint(odd), options);
    if (again._tag === 'Left') throw new Error(again.left.message);
    expect(again.right.totals).toStrictEqual(odd.totals);
    expect(Object.is(again.right.totals.loss, -0)).toBe(true);
    expect(again.right.identity).toEqual(odd.identity);
  });
});
