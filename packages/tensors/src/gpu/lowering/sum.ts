import { type Expression, type IntValue, intValue } from '../value.ts';
import type { Writer } from '../writer.ts';
import { addWords } from './halves.ts';

/** The number of floats that are added before their sum is added to the sum of sums, so that few digits are lost. */
export const BLOCK = 64;

/** The number of blocks and their length: equal lengths if possible. */
const blocksOf = (count: number): readonly [blocks: number, length: number] => {
  if (count <= BLOCK) return [1, count];
  for (let length = BLOCK; length >= BLOCK / 4; length--)
    if (count % length === 0) return [count / length, length];
  return [Math.ceil(count / BLOCK), BLOCK];
};

/** The sum of a float for each whole number below a count. */
export const sumOf = (
  write: Writer,
  count: number,
  term: (i: Expression) => Expression,
): Expression => {
  if (count === 0) return '0';
  const [blocks, length] = blocksOf(count);
  const add = (sum: Expression, i: Expression): void => write.line(`${sum} += ${term(i)};`);
  const total = write.variable('0');
  if (blocks === 1) {
    write.loop(count, (i) => add(total, i));
    return total;
  }
  write.loop(blocks, (block) => {
    const sum = write.variable('0');
    write.loop(length, (i) => {
      const at = write.bind(`${block} * ${length} + ${i}`);
      if (blocks * length === count) return add(sum, at);
      // The last block is not full: its last place is read again, and not added.
      const last = write.bind(`Math.min(${at}, ${count - 1})`);
      write.line(`${sum} += (${at} < ${count}) ? ${write.bind(term(last))} : 0;`);
    });
    write.line(`${total} += ${sum};`);
  });
  return total;
};

/** The sum of a word for each whole number below a count. */
export const sumOfWords = (
  write: Writer,
  count: number,
  term: (i: Expression) => IntValue,
): IntValue => {
  const [low, high] = [write.variable('0'), write.variable('0')];
  write.loop(count, (i) => {
    const next = addWords(write, intValue(low, high), term(i));
    write.line(`${low} = ${next.low};`);
    write.line(`${high} = ${next.high};`);
  });
  return intValue(low, high);
};
