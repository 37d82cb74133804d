import type { UnaryPrimitive } from '../../primitives.ts';
import { type Expression, floatValue, type IntValue, intLiteral } from '../value.ts';
import type { Lowering, Lowerings, Writer } from '../writer.ts';
import { chooseWord, isNotZero, negateWord } from './halves.ts';

const floats =
  (f: (write: Writer, x: Expression) => Expression): Lowering<UnaryPrimitive> =>
  (write, node, index) =>
    write.bindFloat(f(write, write.floatExpressionAt(node.inputs[0]!, index)));

/** A function of floats and of whole numbers. */
const either =
  (
    f: (write: Writer, x: Expression) => Expression,
    g: (write: Writer, x: IntValue) => IntValue,
  ): Lowering<UnaryPrimitive> =>
  (write, node, index) => {
    const x = write.at(node.inputs[0]!, index);
    return x.kind === 'float' ? floatValue(write.bind(f(write, x.x))) : g(write, x);
  };

const isNegative = ({ high }: IntValue): Expression => `${high} >= 32768`;

/** A function that gives NaN for NaN, which devices treat as a number. */
const keepNaN = (x: Expression, y: Expression): Expression => `(${x} === ${x}) ? ${y} : ${x}`;

/** Logarithms of 0, infinity and negative numbers, for which devices give numbers. */
const logAtEnds = (write: Writer, x: Expression, at: Expression, y: Expression): Expression =>
  `(${at} > 0) ? ((${at} < ${write.number(Infinity)}) ? ${y} : ${x}) : ((${at} === 0) ? ${write.number(-Infinity)} : ${write.number(Number.NaN)})`;

export const unary: Lowerings<UnaryPrimitive> = {
  neg: either((_, x) => `0 - ${x}`, negateWord),
  abs: either(
    (_, x) => `Math.abs(${x})`,
    (write, x) => chooseWord(write, isNegative(x), negateWord(write, x), x),
  ),
  sign: either(
    (_, x) => `(${x} > 0) ? 1 : ((${x} < 0) ? -1 : ${x})`,
    (write, x) =>
      chooseWord(
        write,
        isNegative(x),
        intLiteral(-1),
        chooseWord(write, isNotZero(x), intLiteral(1), intLiteral(0)),
      ),
  ),
  floor: either(
    (_, x) => `Math.floor(${x})`,
    (_, x) => x,
  ),
  exp: floats((write, x) =>
    keepNaN(x, `((${x} > 88.72284) ? ${write.number(Infinity)} : ${write.call('expOf', x)})`),
  ),
  expm1: floats((write, x) =>
    keepNaN(x, `((${x} > 88.72284) ? ${write.number(Infinity)} : ${write.call('expm1Of', x)})`),
  ),
  log: floats((write, x) => logAtEnds(write, x, x, write.bind(`Math.log(${x})`))),
  log1p: floats((write, x) =>
    logAtEnds(write, x, write.bind(`1 + ${x}`), write.bind(write.call('log1pOf', x))),
  ),
  sqrt: floats((write, x) => `(${x} < 0) ? ${write.number(Number.NaN)} : Math.sqrt(${x})`),
  sin: floats((write, x) => keepNaN(x, write.call('sinOf', x))),
  cos: floats((write, x) => keepNaN(x, write.call('cosOf', x))),
  tanh: floats((write, x) => keepNaN(x, write.call('tanhOf', x))),
  erf: floats((write, x) => keepNaN(x, write.call('erfOf', x))),
  sigmoid: floats((write, x) => keepNaN(x, write.call('sigmoidOf', x))),
  softplus: floats((write, x) => keepNaN(x, write.call('softplusOf', x))),
};
