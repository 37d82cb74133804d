import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIDE = 4;

const header = (type: number, ...lengths: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 + 4 * lengths.length);
  bytes.writeUInt8(type, 2);
  bytes.writeUInt8(lengths.length, 3);
  lengths.forEach((length, i) => bytes.writeUInt32BE(length, 4 + 4 * i));
  return bytes;
};

/** Small pictures whose class is the bright row, with some noise that needs no random numbers. */
const part = (count: number, offset: number): readonly [images: Buffer, labels: Buffer] => {
  const labels = Buffer.from(Array.from({ length: count }, (_, i) => (i + offset) % SIDE));
  const pixels = Buffer.from(
    [...labels].flatMap((label, i) =>
      Array.from({ length: SIDE * SIDE }, (_, p) =>
        Math.floor(p / SIDE) === label ? 160 + ((i * 7 + p) % 60) : (i * 13 + p * 29) % 120,
      ),
    ),
  );
  return [
    Buffer.concat([header(8, count, SIDE, SIDE), pixels]),
    Buffer.concat([header(8, count), labels]),
  ];
};

/** A folder of data in MNIST's form: 200 pictures to train on and 40 to test on, 4 classes. */
export const idxFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'puregrad-idx-'));
  for (const [name, [images, labels]] of Object.entries({
    train: part(200, 0),
    t10k: part(40, 1),
  })) {
    await writeFile(join(folder, `${name}-images-idx3-ubyte`), images);
    await writeFile(join(folder, `${name}-labels-idx1-ubyte`), labels);
  }
  return folder;
};
