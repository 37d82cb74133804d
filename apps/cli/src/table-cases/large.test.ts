import { constants } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { at, inOwnFolder, put, QUICK, rowsOf, said } from '../testing/case-files.ts';

inOwnFolder();

const some = ['--target', 'y', '--limit', '100', ...QUICK] as const;

it('B15: columns of 130,000 different values are filled, learnt and judged', async () => {
  const file = rowsOf(
    'many.csv',
    'a,w,y',
    130_000,
    (i) => `${i === 5 ? '' : i + 0.5},${i === 5 ? '' : `w${i}`},${i % 2 ? 'yes' : 'no'}`,
  );
  const model = at('many.st');
  const words = await said('train', file, ...some, '--types', 'w=category', '--out', model);
  expect(words).toContain('85 training, 15 validation');
  expect(await said('evaluate', model, file)).toContain('all 130,000 rows');
});

it('B18: a text that is longer than the longest string', async () => {
  const filler = 'x'.repeat(2 ** 16);
  const rows = Array.from({ length: 512 }, (_, i) => `${i % 7},${filler},${i % 2}\n`).join('');
  const times = Math.ceil(constants.MAX_STRING_LENGTH / rows.length);
  const member = gzipSync(rows, { level: 1 });
  const file = put(
    'huge.csv',
    Buffer.concat([gzipSync('a,filler,y\n'), ...Array.from({ length: times }, () => member)]),
  );
  const words = await said('train', file, ...some, '--ignore', 'filler');
  expect(words).toContain(`Read ${(512 * times).toLocaleString('en-US')} rows`);
  expect(words).toContain('85 training, 15 validation and 0 test examples of 1 feature');
});
