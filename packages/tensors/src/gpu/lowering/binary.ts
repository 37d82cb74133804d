import type { BinaryPrimitive, ComparePrimitive } from '../../primitives.ts';
import { asIntValue, type Expression, floatExpression, type IntValue, intValue } from '../value.ts';
import type { Lowering, Lowerings, Writer } from '../writer.ts';
import { addWords, chooseWord, multiplyWords, negateWord, wordsAre } from './halves.ts';

type Floats = (write: Writer, a: Expression, b: Expression) => Expression;
type Words = (write: Writer, a: IntValue, b: IntValue) => IntValue;

const either =
  (f: Floats, g: Words): Lowering<BinaryPrimitive> =>
  (write, node, index) => {
    const [p, q] = node.inputs;
    const a = write.at(p!, index);
    const b = write.at(q!, index);
    return a.kind === 'float'
      ? write.bindFloat(f(write, a.x, floatExpression(b)))
      : g(write, a, asIntValue(b));
  };

const floats =
  (f: Floats): Lowering<BinaryPrimitive> =>
  (write, node, index) => {
    const [p, q] = node.inputs;
    return write.bindFloat(
      f(write, write.floatExpressionAt(p!, index), write.floatExpressionAt(q!, index)),
    );
  };

/** The larger or the smaller operand; NaN if either is NaN, which devices ignore. */
const extreme = (relation: '>' | '<', a: Expression, b: Expression): Expression =>
  `(${a} ${relation} ${b}) ? ${a} : ((${a} === ${a}) ? ${b} : ${a})`;

export const binary: Lowerings<BinaryPrimitive> = {
  add: either((_, a, b) => `${a} + ${b}`, addWords),
  sub: either(
    (_, a, b) => `${a} - ${b}`,
    (write, a, b) => addWords(write, a, negateWord(write, b)),
  ),
  mul: either((_, a, b) => `${a} * ${b}`, multiplyWords),
  div: floats((_, a, b) => `${a} / ${b}`),
  // The results of devices for negative numbers are not usable.
  pow: floats((write, a, b) => {
    const size = write.bind(`Math.pow(Math.abs(${a}), ${b})`);
    const isWhole = `Math.floor(${b}) === ${b}`;
    const isOdd = `(${b} - 2 * Math.floor(${b} * 0.5)) === 1`;
    const ofNegative = write.bind(
      `(${isWhole}) ? ((${isOdd}) ? (0 - ${size}) : ${size}) : ${write.number(Number.NaN)}`,
    );
    const ofZero = write.bind(`(${b} > 0) ? 0 : ((${b} === 0) ? 1 : ${write.number(Infinity)})`);
    return `(${a} > 0) ? ${size} : ((${a} < 0) ? ${ofNegative} : ((${a} === 0) ? ${ofZero} : ${a}))`;
  }),
  maximum: either(
    (_, a, b) => extreme('>', a, b),
    (write, a, b) => chooseWord(write, wordsAre(write, '<', a, b), b, a),
  ),
  minimum: either(
    (_, a, b) => extreme('<', a, b),
    (write, a, b) => chooseWord(write, wordsAre(write, '<', a, b), a, b),
  ),
};

const compared =
  (relation: '<' | '<=' | '==='): Lowering<ComparePrimitive> =>
  (write, node, index) => {
    const [p, q] = node.inputs;
    const a = write.at(p!, index);
    const b = write.at(q!, index);
    const condition =
      a.kind === 'int'
        ? wordsAre(write, relation, a, asIntValue(b))
        : `(${a.x} ${relation} ${floatExpression(b)})`;
    return intValue(write.bind(`${condition} ? 1 : 0`), '0');
  };

export const compare: Lowerings<ComparePrimitive> = {
  equal: compared('==='),
  less: compared('<'),
  lessEqual: compared('<='),
};
