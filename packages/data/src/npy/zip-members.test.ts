import { describe, expect, it } from 'vitest';
import { zipMembers } from './zip-members.ts';

const le = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

interface Entry {
  readonly name: string;
  readonly data: readonly number[];
  readonly method?: number;
  /** What its directory says of it, where that is something else than what is so. */
  readonly size?: number;
  readonly compressed?: number;
  readonly offset?: number;
  readonly extra?: readonly number[];
  readonly comment?: string;
}

/** A zip file with its directory at its beginning: the members come behind the end, where a comment has its place. */
const zip = (entries: readonly Entry[], change: { readonly directory?: number } = {}) => {
  const local = ({ name, data }: Entry) => [
    ...[...le(0x04034b50, 4), ...le(0, 22), ...le(name.length, 2), ...le(3, 2)],
    ...[...ascii(name), 7, 7, 7, ...data],
  ];
  const central = (entry: Entry, offset: number) => {
    const { name, data, method = 0, extra = [], comment = '' } = entry;
    const { compressed = data.length, size = data.length } = entry;
    return [
      ...[...le(0x02014b50, 4), ...le(0, 6), ...le(method, 2), ...le(0, 4), ...le(0xcafe, 4)],
      ...[...le(compressed, 4), ...le(size, 4), ...le(name.length, 2), ...le(extra.length, 2)],
      ...[...le(comment.length, 2), ...le(0, 8), ...le(entry.offset ?? offset, 4)],
      ...[...ascii(name), ...extra, ...ascii(comment)],
    ];
  };
  let offset = entries.flatMap((entry) => central(entry, 0)).length + 22;
  const directory = entries.flatMap((entry) => {
    const at = offset;
    offset += local(entry).length;
    return central(entry, at);
  });
  return Uint8Array.from([
    ...directory,
    ...[...le(0x06054b50, 4), ...le(0, 6), ...le(entries.length, 2), ...le(0, 4)],
    ...[...le(change.directory ?? 0, 4), ...le(0, 2)],
    ...entries.flatMap(local),
  ]);
};

const [a, b]: readonly [Entry, Entry] = [
  { name: 'a', data: [1, 2, 3] },
  { name: 'bcd', data: [4], comment: 'of b' },
];
const found = (file: Uint8Array) => zipMembers(file).map(({ name, stored }) => [name, [...stored]]);

describe('the members of a zip file', () => {
  it('are those of its directory, up to the last byte, with names, sizes and checksums', () => {
    expect(found(zip([a, b, { ...a, name: 'e' }]))).toEqual([
      ['a', [1, 2, 3]],
      ['bcd', [4]],
      ['e', [1, 2, 3]],
    ]);
    expect(zipMembers(zip([{ ...a, method: 8, size: 3 * 1032 }]))).toEqual([
      { name: 'a', stored: Uint8Array.of(1, 2, 3), isDeflated: true, size: 3096, crc: 0xcafe },
    ]);
    expect(zipMembers(zip([]))).toEqual([]);
  });

  it('may be listed in any order', () => {
    const [first, second] = [2 * 47 + 22, 2 * 47 + 22 + 37];
    const file = zip([
      { ...a, offset: second },
      { ...a, name: 'b', offset: first },
    ]);
    expect(found(file).map(([name]) => name)).toEqual(['a', 'b']);
  });

  const none = 2 ** 32 - 1;
  const other = [...le(9, 2), ...le(5, 2), ...le(0, 5)];
  const long = (...numbers: readonly number[]) => [
    ...[...le(1, 2), ...le(8 * numbers.length, 2)],
    ...numbers.flatMap((value) => le(value, 8)),
  ];
  // With names of one letter and this extra field, the second local header is at 2 · 47 + 22 + 37.
  const at = (extra: readonly number[]) => 2 * 47 + extra.length + 22 + 37;
  it.each<[string, Partial<Entry>, (extra: readonly number[]) => readonly number[]]>([
    ['the size', { size: none }, () => long(3)],
    ['what it is compressed to', { compressed: none }, () => long(3)],
    ['its place', { offset: none }, (extra) => long(at(extra))],
    ['both sizes', { size: none, compressed: none }, () => long(3, 3)],
    ['all', { size: none, compressed: none, offset: none }, (extra) => long(3, 3, at(extra))],
  ])('may have numbers of 64 bits, behind other fields and before them: %s', (_, entry, field) => {
    for (const around of [
      (own: readonly number[]) => own,
      (own: readonly number[]) => [...other, ...own],
      (own: readonly number[]) => [...other, ...other, ...own],
      (own: readonly number[]) => [...own, ...other],
    ]) {
      const extra = around(field(around(field([]))));
      const file = zip([a, { ...a, name: 'b', ...entry, extra }]);
      expect(found(file)).toEqual([
        ['a', [1, 2, 3]],
        ['b', [1, 2, 3]],
      ]);
    }
  });

  it.each<[string, Uint8Array, string]>([
    ['no bytes', new Uint8Array(0), 'it has no directory at its end'],
    ['fewer than a directory has', new Uint8Array(21), 'it has no directory at its end'],
    ['zeros', new Uint8Array(60), 'it has no directory at its end'],
    ['a directory somewhere else', zip([a, b], { directory: 1 }), 'its directory is damaged'],
    ['a directory behind its end', zip([a], { directory: 110 }), 'it points beyond its end'],
    ['a member behind its end', zip([{ ...a, offset: 10_000 }]), 'it points beyond its end'],
    [
      'a member that is too long',
      zip([{ ...a, method: 8, compressed: 4 }]),
      'it points beyond its end',
    ],
    ['two members with the same name', zip([b, b]), 'it has two of member "bcd"'],
    [
      'a place of no member',
      zip([{ ...b, offset: 1 }]),
      'member "bcd" is not where its directory says',
    ],
    [
      'method 12',
      zip([{ ...b, method: 12 }]),
      'member "bcd" is compressed by method 12; 0 and 8 are known',
    ],
    ['an invalid size', zip([{ ...b, size: 2 }]), 'member "bcd" cannot be of 2 bytes, stored in 1'],
    [
      'more than deflate can have shrunk',
      zip([{ ...b, method: 8, size: 1033 }]),
      'member "bcd" cannot be of 1033 bytes, stored in 1',
    ],
    [
      'a number of 64 bits without its field',
      zip([{ ...b, size: none }]),
      'member "bcd" cannot be of 4294967295 bytes, stored in 1',
    ],
    [
      'a number of 64 bits that its field is too short for',
      zip([{ ...b, size: none, extra: [...other, ...long()] }]),
      'member "bcd" cannot be of 4294967295 bytes, stored in 1',
    ],
    [
      'members in one another',
      zip([a, { ...b, name: 'b', offset: 2 * 47 + 4 + 22, compressed: 1 }]),
      'its members overlap',
    ],
  ])('are refused for %s', (_, file, message) => {
    expect(() => zipMembers(file)).toThrow(new Error(message));
  });
});
