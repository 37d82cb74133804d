import { sizeOf } from '../../shape.ts';
import {
  asIntValue,
  type Expression,
  floatExpression,
  floatValue,
  type Index,
  intLiteral,
  intValue,
  type Value,
} from '../value.ts';
import type { Lowerings, NodeOf, Writer } from '../writer.ts';
import { ofWhole, wordsAre } from './halves.ts';
import { sumOf, sumOfWords } from './sum.ts';

/** The number of elements that are reduced to one, and the index of each of them. */
const reducedOf = (write: Writer, node: NodeOf<'sum' | 'max'>, index: Index) => {
  const [source] = node.inputs;
  const { shape } = write.specOf(source!);
  const { axes } = node.attributes;
  const lengths = axes.map((axis) => shape[axis]!);
  // The index has no reduced axes.
  const kept = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const element = (i: Expression): Value => {
    const places = write.unflatten(i, lengths);
    return write.at(
      source!,
      shape.map((_, axis) =>
        axes.includes(axis) ? places[axes.indexOf(axis)]! : index[kept.indexOf(axis)]!,
      ),
    );
  };
  return { count: sizeOf(lengths), element };
};

export const reduce: Lowerings<'sum' | 'max' | 'argMax'> = {
  sum: (write, node, index) => {
    const { count, element } = reducedOf(write, node, index);
    return node.dtype === 'int32'
      ? sumOfWords(write, count, (i) => asIntValue(element(i)))
      : floatValue(sumOf(write, count, (i) => floatExpression(element(i))));
  },

  max: (write, node, index) => {
    const { count, element } = reducedOf(write, node, index);
    if (node.dtype === 'int32') {
      const start = intLiteral(-(2 ** 31));
      const [low, high] = [write.variable(start.low), write.variable(start.high)];
      write.loop(count, (i) => {
        const x = asIntValue(element(i));
        const isMore = write.bind(`${wordsAre(write, '<', intValue(low, high), x)} ? 1 : 0`);
        write.line(`${low} = (${isMore} > 0) ? ${x.low} : ${low};`);
        write.line(`${high} = (${isMore} > 0) ? ${x.high} : ${high};`);
      });
      return intValue(low, high);
    }
    const most = write.variable(write.number(-Infinity));
    write.loop(count, (i) => {
      const x = floatExpression(element(i));
      // The result is NaN from the first NaN on.
      write.line(`${most} = (${x} > ${most}) ? ${x} : ((${x} === ${x}) ? ${most} : ${x});`);
    });
    return floatValue(most);
  },

  argMax: (write, node, index) => {
    const [source] = node.inputs;
    const { shape } = write.specOf(source!);
    const { axis } = node.attributes;
    const at = (place: Expression): Value =>
      write.at(source!, [...index.slice(0, axis), place, ...index.slice(axis)]);
    const best = write.variable('0');
    const first = at('0');
    if (first.kind === 'float') {
      const most = write.variable(first.x);
      write.loop(shape[axis]!, (i) => {
        const x = floatExpression(at(i));
        // The first NaN counts as the largest.
        const beats = write.bind(
          `(${most} === ${most}) ? ((${x} > ${most}) ? 1 : ((${x} === ${x}) ? 0 : 1)) : 0`,
        );
        write.line(`${best} = (${beats} > 0) ? ${i} : ${best};`);
        write.line(`${most} = (${beats} > 0) ? ${x} : ${most};`);
      });
    } else {
      const [low, high] = [write.variable(first.low), write.variable(first.high)];
      write.loop(shape[axis]!, (i) => {
        const x = asIntValue(at(i));
        const beats = write.bind(`${wordsAre(write, '<', intValue(low, high), x)} ? 1 : 0`);
        write.line(`${best} = (${beats} > 0) ? ${i} : ${best};`);
        write.line(`${low} = (${beats} > 0) ? ${x.low} : ${low};`);
        write.line(`${high} = (${beats} > 0) ? ${x.high} : ${high};`);
      });
    }
    return ofWhole(write, best);
  },
};
