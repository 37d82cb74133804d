import {
  asIntValue,
  type Expression,
  floatExpression,
  type IntValue,
  intValue,
  type Value,
} from '../value.ts';
import type { Writer } from '../writer.ts';

/** Arithmetic of 32-bit words in two halves of 16 bits; sums wrap as words do. */

const HALF = 65536;

/** The number of a word, for numbers below 2²⁴, which floats represent exactly. */
export const asFloat = (write: Writer, { low, high }: IntValue): Expression => {
  if (high === '0') return low;
  const signed = write.bind(`${high} < 32768 ? ${high} : ${high} - ${HALF}`);
  return write.bind(`${signed} * ${HALF} + ${low}`);
};

/** The word of a whole number from -2³¹ to 2³¹ - 1. */
export const ofWhole = (write: Writer, x: Expression): IntValue => {
  const high = write.bind(`Math.floor(${x} / ${HALF})`);
  const low = write.bind(`${x} - ${high} * ${HALF}`);
  return intValue(low, write.bind(`${high} < 0 ? ${high} + ${HALF} : ${high}`));
};

/** A sum of halves as a half and its carry. */
const carried = (write: Writer, sum: Expression): readonly [Expression, Expression] => {
  const total = write.bind(sum);
  const carry = write.bind(`Math.floor(${total} / ${HALF})`);
  return [write.bind(`${total} - ${carry} * ${HALF}`), carry];
};

export const addWords = (write: Writer, a: IntValue, b: IntValue): IntValue => {
  const [low, carry] = carried(write, `${a.low} + ${b.low}`);
  const [high] = carried(write, `${a.high} + ${b.high} + ${carry}`);
  return intValue(low, high);
};

export const negateWord = (write: Writer, { low, high }: IntValue): IntValue => {
  const [newLow, carry] = carried(write, `${HALF} - ${low}`);
  const [newHigh] = carried(write, `${HALF - 1} - ${high} + ${carry}`);
  return intValue(newLow, newHigh);
};

/** A product, byte by byte, because a product of halves has more bits than a float. */
export const multiplyWords = (write: Writer, a: IntValue, b: IntValue): IntValue => {
  const bytes = ({ low, high }: IntValue): readonly Expression[] =>
    [low, high].flatMap((half) => {
      const upper = write.bind(`Math.floor(${half} / 256)`);
      return [write.bind(`${half} - ${upper} * 256`), upper];
    });
  const [p, q] = [bytes(a), bytes(b)];
  const column = (n: number): Expression =>
    Array.from({ length: n + 1 }, (_, i) => `${p[i]} * ${q[n - i]}`).join(' + ');
  // Four columns of bytes; a column and its carry stay below 2¹⁸ + 2¹⁰.
  const digits: Expression[] = [];
  let carry = '0';
  for (let n = 0; n < 4; n++) {
    const total = write.bind(`${column(n)} + ${carry}`);
    carry = write.bind(`Math.floor(${total} / 256)`);
    digits.push(write.bind(`${total} - ${carry} * 256`));
  }
  return intValue(
    write.bind(`${digits[0]} + ${digits[1]} * 256`),
    write.bind(`${digits[2]} + ${digits[3]} * 256`),
  );
};

export const xorWords = (write: Writer, a: IntValue, b: IntValue): IntValue =>
  intValue(
    write.bind(write.call('xor16', a.low, b.low)),
    write.bind(write.call('xor16', a.high, b.high)),
  );

/** A logical shift to the right. */
export const shiftWordRight = (write: Writer, { low, high }: IntValue, bits: number): IntValue => {
  const [lower, upper] = bits >= 16 ? [high, '0'] : [low, high];
  const right = bits % 16;
  if (right === 0) return intValue(lower, upper);
  const [down, up] = [2 ** right, 2 ** (16 - right)];
  const upperTop = write.bind(`Math.floor(${upper} / ${down})`);
  const lowerTop = write.bind(`Math.floor(${lower} / ${down})`);
  return intValue(write.bind(`(${upper} - ${upperTop} * ${down}) * ${up} + ${lowerTop}`), upperTop);
};

/** A half such that unsigned order is the order of signed words. */
const ordered = (write: Writer, high: Expression): Expression =>
  high === '0' ? '32768' : write.bind(`${high} < 32768 ? ${high} + 32768 : ${high} - 32768`);

/** A condition on two words; as code for a ternary. */
export const wordsAre = (
  write: Writer,
  relation: '<' | '<=' | '===',
  a: IntValue,
  b: IntValue,
): Expression => {
  if (relation === '===') return `(${a.low} === ${b.low} && ${a.high} === ${b.high})`;
  const [p, q] = [ordered(write, a.high), ordered(write, b.high)];
  return `(${p} < ${q} || (${p} === ${q} && ${a.low} ${relation} ${b.low}))`;
};

export const chooseWord = (
  write: Writer,
  condition: Expression,
  a: IntValue,
  b: IntValue,
): IntValue =>
  intValue(
    write.bind(`${condition} ? ${a.low} : ${b.low}`),
    a.high === b.high ? a.high : write.bind(`${condition} ? ${a.high} : ${b.high}`),
  );

/** One of two values of a type. */
export const choose = (write: Writer, condition: Expression, a: Value, b: Value): Value =>
  a.kind === 'float'
    ? write.bindFloat(`${condition} ? ${a.x} : ${floatExpression(b)}`)
    : chooseWord(write, condition, a, asIntValue(b));

export const isNotZero = ({ low, high }: IntValue): Expression =>
  high === '0' ? `${low} > 0` : `(${low} > 0 || ${high} > 0)`;
