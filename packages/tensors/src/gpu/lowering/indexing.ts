import { sizeOf } from '../../shape.ts';
import {
  asIntValue,
  type Expression,
  floatExpression,
  floatValue,
  type IntValue,
  intLiteral,
  intValue,
  type Value,
} from '../value.ts';
import type { Lowerings, Writer } from '../writer.ts';
import { addWords, asFloat, choose } from './halves.ts';
import { sumOf } from './sum.ts';

/** An index as a float, moved onto an axis, and whether it was on the axis before. */
const onAxis = (
  write: Writer,
  index: IntValue,
  length: number,
): { readonly place: Expression; readonly isThere: Expression } => {
  const given = asFloat(write, index);
  return {
    place: write.bind(`Math.max(0, Math.min(${length - 1}, ${given}))`),
    isThere: write.bind(`(${given} >= 0 && ${given} < ${length}) ? 1 : 0`),
  };
};

/**
 * A kernel cannot throw: an index outside its axis gives NaN, or the smallest int32.
 */
export const indexing: Lowerings<'take' | 'scatterAdd'> = {
  take: (write, node, index) => {
    const [source, indices] = node.inputs;
    const { axis } = node.attributes;
    const rank = write.specOf(indices!).shape.length;
    const { shape } = write.specOf(source!);
    const { place, isThere } = onAxis(
      write,
      write.intValueAt(indices!, index.slice(axis, axis + rank)),
      shape[axis]!,
    );
    const value = write.at(source!, [...index.slice(0, axis), place, ...index.slice(axis + rank)]);
    const none =
      value.kind === 'float' ? floatValue(write.number(Number.NaN)) : intLiteral(-(2 ** 31));
    return choose(write, `(${isThere} > 0)`, value, none);
  },

  // Each element searches all indices for its own, in their order.
  scatterAdd: (write, node, index) => {
    const [updates, indices] = node.inputs;
    const { axis } = node.attributes;
    const { shape } = write.specOf(indices!);
    const row = index[axis]!;
    const isMine = (places: readonly Expression[]): Expression =>
      `(${asFloat(write, write.intValueAt(indices!, places))} === ${row})`;
    const update = (places: readonly Expression[]): Value =>
      write.at(updates!, [...index.slice(0, axis), ...places, ...index.slice(axis + 1)]);
    const count = sizeOf(shape);
    if (node.dtype !== 'int32')
      return floatValue(
        sumOf(write, count, (i) => {
          const places = write.unflatten(i, shape);
          return write.bind(`${isMine(places)} ? ${floatExpression(update(places))} : 0`);
        }),
      );
    const [low, high] = [write.variable('0'), write.variable('0')];
    write.loop(count, (i) => {
      const places = write.unflatten(i, shape);
      const mine = write.bind(`${isMine(places)} ? 1 : 0`);
      const next = addWords(write, intValue(low, high), asIntValue(update(places)));
      write.line(`${low} = (${mine} > 0) ? ${next.low} : ${low};`);
      write.line(`${high} = (${mine} > 0) ? ${next.high} : ${high};`);
    });
    return intValue(low, high);
  },
};
