import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { version } from './copies.ts';
import { DonatedTensorError, PuregradError, ShapeError } from './errors.ts';
import { isTensor } from './tensor.ts';

const brand = Symbol.for('@puregrad/tensor');

it('the version that copies compare is that of package.json: change it in copies.ts', () => {
  const file = fileURLToPath(new URL('../package.json', import.meta.url));
  expect(version).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
});

it('a tensor of another version is refused, with both versions and the remedy', () => {
  const other = { [brand]: { version: '9.8.7', kind: 'concrete' } };
  expect(() => isTensor(other)).toThrow(PuregradError);
  expect(() => isTensor(other)).toThrow(
    `two copies of @puregrad/tensors are loaded: ${version} and 9.8.7; their tensors do not mix. Install one: \`npm ls`,
  );
});

describe('errors are known in all copies', () => {
  class Own extends ShapeError {}
  it.each([
    [new ShapeError(''), ShapeError, true],
    [new ShapeError(''), PuregradError, true],
    [new ShapeError(''), DonatedTensorError, false],
    [new ShapeError(''), Own, false],
    [new Own(''), Own, true],
    [new Own(''), ShapeError, true],
    [new Error(''), PuregradError, false],
    [undefined, PuregradError, false],
    [{ name: 'ShapeError' }, ShapeError, false],
  ])('%o instanceof %o: %s', (error, kind, answer) => {
    expect(error instanceof kind).toBe(answer);
  });
});
