import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, dense, initialize, input, kinds } from '@puregrad/layers';
import { key, pipe } from '@puregrad/tensors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeModel, encodeModel, type Model } from '../model.ts';
import { loadModel, saveModel } from './model-file.ts';

const network = pipe(input(3), dense(4), dense(2));
const model: Model = { network, ...initialize(network, key(1)), notes: { data: 'toy' } };

describe('model files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'puregrad-model-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are saved and loaded, and no temporary file stays behind', async () => {
    const path = join(folder, 'model.safetensors');
    expect((await saveModel(path, model)())._tag).toBe('Right');
    expect((await loadModel(path)())._tag).toBe('Right');
    expect(await readdir(folder)).toEqual(['model.safetensors']);
  });

  it('with named parts are loaded if these are asked for', async () => {
    const path = join(folder, 'parts.safetensors');
    const parts = pipe(input({ a: 2, b: 1 }), concat(), dense(1));
    await saveModel(path, { network: parts, ...initialize(parts, key(1)) }, { kinds })();
    expect(await loadModel(path)()).toMatchObject({
      left: {
        message: expect.stringMatching(/parts\.safetensors': its network takes named parts/),
      },
    });
    expect(await loadModel(path, { parts: true })()).toMatchObject({ _tag: 'Right' });
    expect(await loadModel(path, { parts: true, kinds: [] })()).toMatchObject({ _tag: 'Left' });
  });

  it('are read from a Buffer too, whose slice shares memory', () => {
    const bytes = encodeModel(model);
    const again = decodeModel(Buffer.from(bytes));
    expect(again._tag === 'Right' && encodeModel(again.right)).toEqual(bytes);
  });

  it('that cannot be written leave the old one as it was', async () => {
    const path = join(folder, 'nowhere', 'model.safetensors');
    expect(await saveModel(path, model)()).toMatchObject({
      _tag: 'Left',
      left: { message: `cannot write '${path}': there is no such file or folder; check the path` },
    });
    // The name is too long for a temporary name in the same folder.
    const taken = join(folder, 'm'.repeat(240));
    const before = Buffer.from(encodeModel(model)).subarray(0, 100);
    await writeFile(taken, before);
    expect((await saveModel(taken, model)())._tag).toBe('Left');
    expect(await readFile(taken)).toEqual(before);
  });

  it('that are missing or cut short say so, with their name', async () => {
    const path = join(folder, 'model.safetensors');
    expect(await loadModel(path)()).toMatchObject({
      left: {
        _tag: 'FileNotFound',
        message: `cannot read '${path}': there is no such file or folder; check the path`,
      },
    });
    await writeFile(path, encodeModel(model).subarray(0, 500));
    expect(await loadModel(path)()).toMatchObject({
      left: {
        _tag: 'ModelError',
        message: expect.stringMatching(/model\.safetensors': cut short/),
      },
    });
  });
});
