import { PARITY, ROTATIONS, ROUNDS } from '../../random/threefry.ts';
import { type Expression, type IntValue, intLiteral, intValue } from '../value.ts';
import { flatten, type Lowerings, type Writer } from '../writer.ts';
import { addWords, chooseWord, ofWhole, shiftWordRight, xorWords } from './halves.ts';

/** One of several numbers, chosen by a whole number below their count. */
const pick = (i: Expression, [first, ...rest]: readonly Expression[]): Expression =>
  rest.length === 0 ? first! : `((${i} < 1) ? ${first} : ${pick(`${i} - 1`, rest)})`;

const pickWord = (write: Writer, i: Expression, words: readonly IntValue[]): IntValue =>
  intValue(
    write.bind(
      pick(
        i,
        words.map(({ low }) => low),
      ),
    ),
    write.bind(
      pick(
        i,
        words.map(({ high }) => high),
      ),
    ),
  );

/** The remainder of a whole number. */
const rest = (write: Writer, i: Expression, divisor: number): Expression =>
  write.bind(`${i} - ${divisor} * Math.floor((${i} + 0.5) / ${divisor})`);

/**
 * Threefry-2x32 (Salmon et al., *Parallel random numbers: as easy as 1, 2, 3*, 2011). It is a loop
 * and not a sequence of twenty rounds, which WebGL takes a second to compile.
 */
const threefry2x32 = (
  write: Writer,
  [k0, k1]: readonly [IntValue, IntValue],
  [c0, c1]: readonly [IntValue, IntValue],
  rounds: number,
): readonly [IntValue, IntValue] => {
  const keys = [k0, k1, xorWords(write, intLiteral(PARITY), xorWords(write, k0, k1))];
  const variables = (word: IntValue): IntValue =>
    intValue(write.variable(word.low), write.variable(word.high));
  const assign = (to: IntValue, { low, high }: IntValue): void => {
    write.line(`${to.low} = ${low};`);
    write.line(`${to.high} = ${high};`);
  };
  const a = variables(addWords(write, c0, k0));
  const b = variables(addWords(write, c1, k1));
  write.loop(rounds, (round) => {
    const sum = addWords(write, a, b);
    const rotated = rotateBySome(write, b, rest(write, round, 8));
    const mixed = xorWords(write, rotated, sum);
    // After every fourth round, keys and the number of the injection are added; after others, zeros.
    const isLast = write.bind(`(${rest(write, round, 4)} > 2.5) ? 1 : 0`);
    const injection = write.bind(`Math.floor(${round} * 0.25) + 1`);
    const only = (word: IntValue): IntValue =>
      intValue(write.bind(`${word.low} * ${isLast}`), write.bind(`${word.high} * ${isLast}`));
    const key = (shift: number): IntValue =>
      pickWord(write, rest(write, write.bind(`${injection} + ${shift}`), 3), keys);
    assign(a, addWords(write, sum, only(key(0))));
    assign(b, addWords(write, mixed, only(addWords(write, key(1), intValue(injection, '0')))));
  });
  return [a, b];
};

/** A word rotated by one of the numbers of bits. */
const rotateBySome = (write: Writer, word: IntValue, which: Expression): IntValue => {
  const ofRotation = (f: (bits: number) => number): Expression =>
    write.bind(
      pick(
        which,
        ROTATIONS.map((bits) => String(f(bits))),
      ),
    );
  const up = ofRotation((bits) => 2 ** (bits % 16));
  const down = ofRotation((bits) => 2 ** (16 - (bits % 16)));
  const areSwapped = ofRotation((bits) => (bits >= 16 ? 1 : 0));
  const low = write.bind(`(${areSwapped} > 0.5) ? ${word.high} : ${word.low}`);
  const high = write.bind(`(${areSwapped} > 0.5) ? ${word.low} : ${word.high}`);
  const lowTop = write.bind(`Math.floor(${low} / ${down})`);
  const highTop = write.bind(`Math.floor(${high} / ${down})`);
  return intValue(
    write.bind(`(${low} - ${lowTop} * ${down}) * ${up} + ${highTop}`),
    write.bind(`(${high} - ${highTop} * ${down}) * ${up} + ${lowTop}`),
  );
};

const keyOf = (write: Writer, key: number): readonly [IntValue, IntValue] => [
  write.intValueAt(key, ['0']),
  write.intValueAt(key, ['1']),
];

export const random: Lowerings<'threefry' | 'randomBits' | 'shiftRight'> = {
  threefry: (write, node, index) => {
    const [key, counters] = node.inputs;
    const block = index.slice(0, -1);
    const word = index.at(-1) as Expression;
    const [first, second] = threefry2x32(
      write,
      keyOf(write, key!),
      [write.intValueAt(counters!, [...block, '0']), write.intValueAt(counters!, [...block, '1'])],
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
      [intLiteral(0), ofWhole(write, place)],
      ROUNDS,
    );
    return xorWords(write, first, second);
  },

  shiftRight: (write, node, index) => {
    const { bits } = node.attributes;
    const word = write.intValueAt(node.inputs[0]!, index);
    return bits === 0 ? intValue(word.low, word.high) : shiftWordRight(write, word, bits);
  },
};
