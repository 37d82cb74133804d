import { type Expression, type IntValue, int, intOf } from '../value.ts';
import { flatten, type Lowerings, type Writer } from '../writer.ts';
import { addWords, chooseWord, ofWhole, rotateWord, shiftWordRight, xorWords } from './halves.ts';

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/** Threefry-2x32 (Salmon et al., *Parallel random numbers: as easy as 1, 2, 3*, 2011). */
const threefry2x32 = (
  write: Writer,
  [k0, k1]: readonly [IntValue, IntValue],
  [c0, c1]: readonly [IntValue, IntValue],
  rounds: number,
): readonly [IntValue, IntValue] => {
  const keys = [k0, k1, xorWords(write, intOf(0x1bd11bda), xorWords(write, k0, k1))] as const;
  let a = addWords(write, c0, k0);
  let b = addWords(write, c1, k1);
  for (let round = 0; round < rounds; round++) {
    a = addWords(write, a, b);
    b = xorWords(write, rotateWord(write, b, ROTATIONS[round % 8]!), a);
    if (round % 4 !== 3) continue;
    const injection = (round >> 2) + 1;
    a = addWords(write, a, keys[injection % 3]!);
    b = addWords(write, addWords(write, b, keys[(injection + 1) % 3]!), intOf(injection));
  }
  return [a, b];
};

const keyOf = (write: Writer, key: number): readonly [IntValue, IntValue] => [
  write.intAt(key, ['0']),
  write.intAt(key, ['1']),
];

export const random: Lowerings<'threefry' | 'randomBits' | 'shiftRight'> = {
  threefry: (write, node, index) => {
    const [key, counters] = node.inputs;
    const block = index.slice(0, -1);
    const word = index.at(-1) as Expression;
    const [first, second] = threefry2x32(
      write,
      keyOf(write, key!),
      [write.intAt(counters!, [...block, '0']), write.intAt(counters!, [...block, '1'])],
      node.attributes.rounds,
    );
    return chooseWord(write, `(${word} < 1)`, first, second);
  },

  randomBits: (write, node, index) => {
    const [key] = node.inputs;
    const place = write.bind(flatten(index, node.shape));
    const [first, second] = threefry2x32(
      write,
      keyOf(write, key!),
      [intOf(0), ofWhole(write, place)],
      20,
    );
    return xorWords(write, first, second);
  },

  shiftRight: (write, node, index) => {
    const { bits } = node.attributes;
    const word = write.intAt(node.inputs[0]!, index);
    return bits === 0 ? int(word.low, word.high) : shiftWordRight(write, word, bits);
  },
};
