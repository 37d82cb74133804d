import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dense, initialize, input } from '@puregrad/layers';
import { key, pipe } from '@puregrad/tensors';
import { saveModel } from '@puregrad/trainer/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idxFolder } from './testing/idx-folder.ts';
import { record, scoreIn } from './testing/recorder.ts';

let data: string;
beforeAll(async () => {
  data = await idxFolder();
});
afterAll(() => rm(data, { recursive: true }));

const train = (...args: readonly string[]) =>
  record([
    'train',
    '--data',
    data,
    '--hidden',
    '8',
    '--epochs',
    '4',
    '--learning-rate',
    '0.02',
    ...args,
  ]);

describe('puregrad train', () => {
  it('tells what it does, a row for each epoch, and the test accuracy last', async () => {
    const { code, out, err } = await train();
    expect(code).toBe(0);
    expect(err).toEqual([]);
    expect(out[0]).toContain(
      '180 training, 20 validation and 40 test examples of 16 features, 4 classes',
    );
    expect(out.filter((line) => /^ +[1-4] +\d\.\d{4} +[01]\.\d{4}/.test(line)).length).toBe(4);
    expect(out.at(-1)).toMatch(
      /^test accuracy (0\.\d{4}|1\.0000); always saying '\d' has 0\.\d{4}; a linear model has (0\.\d{4}|1\.0000)$/,
    );
  });

  it('learns: the bright row is told in a few epochs', async () => {
    const { out } = await train('--epochs', '15');
    expect(scoreIn(out)).toBeGreaterThan(0.9);
  });

  it.each([
    ['activation', 'prelu'],
    ['activation', 'rrelu'],
    ['activation', 'selu'],
    ['optimizer', 'rmsprop'],
    ['optimizer', 'lamb'],
  ])('trains with --%s %s, and evaluates what it saved', async (option, value) => {
    const path = join(data, `${value}.safetensors`);
    expect((await train(`--${option}`, value, '--epochs', '1', '--out', path)).code).toBe(0);
    expect((await record(['evaluate', path, '--data', data])).code).toBe(0);
  });

  it('gives byte-identical models for the same seed, with every technique on', async () => {
    const paths = ['a', 'b', 'c'].map((name) => join(data, `${name}.safetensors`));
    const techniques = [
      '--batch-norm',
      '--dropout',
      '0.2',
      '--l2',
      '1e-4',
      '--max-norm',
      '2',
      '--optimizer',
      'nesterov',
      '--schedule',
      'cosine',
      '--clip-norm',
      '1',
      '--activation',
      'elu',
    ];
    for (const [i, path] of paths.entries())
      expect((await train(...techniques, '--seed', i < 2 ? '1' : '2', '--out', path)).code).toBe(0);
    const [a, b, c] = await Promise.all(paths.map((path) => readFile(path)));
    expect(a!.equals(b!)).toBe(true);
    expect(a!.equals(c!)).toBe(false);
  });

  it('writes one JSON object a line with --json, the result last', async () => {
    const { out } = await train('--json');
    const events = out.map((line) => JSON.parse(line) as { kind: string });
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['plan', 'start', 'step', 'epoch', 'stop']),
    );
    expect(events.at(-1)).toMatchObject({
      kind: 'result',
      test: { loss: expect.any(Number), metrics: { accuracy: expect.any(Number) } },
      baselines: [
        { kind: 'constant', metrics: { accuracy: expect.any(Number) } },
        { kind: 'linear', metrics: { accuracy: expect.any(Number) } },
      ],
      seconds: expect.any(Number),
      model: null,
    });
  });

  it('says only the result with --quiet', async () => {
    expect((await train('--quiet')).out).toEqual([
      expect.stringMatching(/^test accuracy [01]\.\d{4}$/),
    ]);
  });

  it('stops at Ctrl-C, keeps the best parameters, saves them, and ends with 130', async () => {
    const path = join(data, 'interrupted.safetensors');
    let epochs = 0;
    const { code, out } = await record(
      ['train', '--data', data, '--json', '--epochs', '500', '--patience', '500', '--out', path],
      (line, interrupt) => {
        if (line.startsWith('{"kind":"epoch"') && ++epochs === 2) interrupt();
      },
    );
    expect(code).toBe(130);
    expect(epochs).toBe(2);
    expect(JSON.parse(out.at(-1)!)).toMatchObject({ kind: 'result', model: path });
    expect((await record(['evaluate', path, '--data', data])).code).toBe(0);
  });

  it('ends a diverging run with the layer, the step and a remedy', async () => {
    const { code, err } = await train('--optimizer', 'sgd', '--learning-rate', '1e30');
    expect(code).toBe(1);
    expect(err.join()).toMatch(/epoch 1, step \d+: .*dense[12].*lower the learning rate/);
  });

  it('says all that is wrong with the options at once, and ends with 2', async () => {
    const { code, err } = await record([
      'train',
      '--epochs',
      '0',
      '--dropout',
      '1',
      '--optimizer',
      'adan',
      '--hidden',
      '8,,8',
      '--limit',
      'all',
    ]);
    expect(code).toBe(2);
    const text = err.join('\n');
    for (const option of ['epochs', 'dropout', 'optimizer', 'hidden', 'limit'])
      expect(text).toContain(`--${option} must be`);
    expect(text).toContain("got 'adan'");
  });

  it('knows a misspelt option', async () => {
    const { code, err } = await record(['train', '--epohs', '3']);
    expect(code).toBe(2);
    expect(err.join('\n')).toContain('Did you mean --epochs?');
  });

  it('refuses a place where nothing can be saved before it trains', async () => {
    const nowhere = await train('--out', join(data, 'nowhere', 'model.safetensors'));
    expect(nowhere).toMatchObject({ code: 2, out: [] });
    expect(nowhere.err.join()).toContain('its folder does not exist or cannot be written to');
    expect((await train('--out', data)).err.join()).toContain('is a folder');
  });

  it('refuses data that do not exist, or are damaged, by name', async () => {
    expect((await record(['train', '--data', 'cifar'])).err.join()).toContain(
      "'cifar' has an unknown file type",
    );
    const damaged = await idxFolder();
    await truncate(join(damaged, 'train-images-idx3-ubyte'), 100);
    const { code, err } = await record(['train', '--data', damaged]);
    expect(code).toBe(2);
    expect(err.join()).toMatch(/train-images-idx3-ubyte.*100/);
    await rm(damaged, { recursive: true });
  });
});

describe('puregrad evaluate', () => {
  const model = () => join(data, 'model.safetensors');
  beforeAll(async () => {
    await train('--out', model());
  });

  it('finds what training found: loss and accuracy, to the digit', async () => {
    const trained = await train();
    const { code, out } = await record(['evaluate', model(), '--data', data]);
    expect(code).toBe(0);
    expect(out.slice(-2)).toEqual(trained.out.slice(-2));
  });

  it('gives one object with --json, whose confusion matrix counts every example', async () => {
    const { out } = await record(['evaluate', model(), '--data', data, '--json']);
    expect(out.length).toBe(1);
    const result = JSON.parse(out[0]!) as {
      loss: number;
      metrics: { accuracy: number };
      confusion: number[][];
    };
    expect(result.confusion.flat().reduce((sum, n) => sum + n, 0)).toBe(40);
    const right = result.confusion.reduce((sum, row, i) => sum + row[i]!, 0);
    expect(result.metrics.accuracy).toBeCloseTo(right / 40, 6);
  });

  const refusal = async (path: string): Promise<string> => {
    const { code, out, err } = await record(['evaluate', path, '--data', data]);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    return err.join();
  };

  it('refuses files that are missing, cut short, or no model', async () => {
    expect(await refusal(join(data, 'none'))).toContain('there is no such file');
    const cut = join(data, 'cut.safetensors');
    await writeFile(cut, (await readFile(model())).subarray(0, 700));
    expect(await refusal(cut)).toContain('cut short');
    expect(await refusal(join(data, 't10k-labels-idx1-ubyte'))).toContain('not a safetensors file');
  });

  it('refuses a model of another width, saying both', async () => {
    const other = join(data, 'other.safetensors');
    const network = pipe(input(784), dense(10));
    const notes = {
      recipe: JSON.stringify({
        task: 'classification',
        target: 'label',
        classes: [...'0123456789'],
        inputs: { kind: 'images', shape: [28, 28] },
      }),
    };
    await saveModel(other, { network, ...initialize(network, key(1)), notes })();
    expect(await refusal(other)).toContain('takes 784 features');
    await saveModel(other, { network, ...initialize(network, key(1)), notes: {} })();
    expect(await refusal(other)).toContain('does not say what its inputs are');
  });
});

describe('puregrad', () => {
  it('helps, with examples and exit codes, and says its version', async () => {
    const help = await record(['train', '--help']);
    expect(help.code).toBe(0);
    expect(help.out.join('\n')).toMatch(/Examples:[\s\S]*Exit codes: 0 success/);
    expect(await record(['--version'])).toMatchObject({ code: 0, out: ['0.1.0'] });
  });

  it('knows no other commands', async () => {
    expect((await record(['trian'])).code).toBe(2);
  });
});
