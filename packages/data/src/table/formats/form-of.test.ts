import { arange } from '@puregrad/tensors';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { encodeNpy } from '../../npy/encode-npy.ts';
import { encodeNpz } from '../../npy/encode-npz.ts';
import { formOf } from './form-of.ts';

const utf16 = (text: string): Uint8Array =>
  new Uint8Array(Uint16Array.from([...text], (c) => c.charCodeAt(0)).buffer);

test('the form of a file is told by its content', () => {
  const x = arange(3);
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [strToU8('PAR1\x15\x04'), 'parquet'],
    [strToU8('PARE'), 'encrypted parquet'],
    [strToU8('ARROW1\0\0'), 'arrow file'],
    [Uint8Array.of(255, 255, 255, 255, 0x78, 1, 0, 0, 16), 'arrow stream'],
    [Uint8Array.of(255, 255, 255, 255, 1, 1, 1, 1), 'text'],
    [strToU8('FEA1'), 'feather 1'],
    [encodeNpy(x), 'npy'],
    [encodeNpz({ x }), 'npz'],
    [zipSync({ 'a.csv': strToU8('a\n1') }), 'zip'],
    [gzipSync(strToU8('{"a":1}')), 'gzip'],
    [new Uint8Array(0), 'text'],
  ];
  for (const [bytes, form] of cases) expect([form, formOf(bytes)]).toEqual([form, form]);
});

test('JSON is told from delimited text that begins with a bracket', () => {
  for (const text of [
    '{"a":1}',
    '\uFEFF [ {"a":1}]',
    '[]',
    '{}',
    '\n\n{\n "a": 1}',
    '[[1,2]]',
    '[1, 2]',
    '["a"]',
    '[',
    '{',
  ])
    expect([text, formOf(strToU8(text))]).toEqual([text, 'json']);
  for (const text of ['\uFEFF{"a":1}', '[{"a":1}]'])
    expect([text, formOf(utf16(text))]).toEqual([text, 'json']);
  for (const text of [
    '[size],[color]\n1,2',
    'a,b',
    '{size},b\n',
    '[2020-01-01 10:00] x',
    '"{",1',
    '',
  ])
    expect([text, formOf(strToU8(text))]).toEqual([text, 'text']);
});
