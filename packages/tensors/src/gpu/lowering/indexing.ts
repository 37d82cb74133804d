import { sizeOf } from '../../shape.ts';
import { type Expression, float, int, type Value } from '../value.ts';
import type { Lowerings, Writer } from '../writer.ts';
import { addWords, asFloat } from './halves.ts';
import { sumOf } from './sum.ts';

/** An index as a float that lies on an axis, and whether it did so before. */
const onAxis = (
  write: Writer,
  index: Value,
  length: number,
): { readonly place: Expression; readonly isThere: Expression } => {
  if (index.kind !== 'int') throw new Error('indices are int32');
  const given = asFloat(write, index);
  return {
    place: write.bind(`Math.max(0, Math.min(${length - 1}, ${given}))`),
    isThere: write.bind(`(${given} >= 0 && ${given} < ${length}) ? 1 : 0`),
  };
};

/**
 * A kernel can't throw: what an index outside its axis takes is NaN, or the smallest int32.
 */
export const indexing: Lowerings<'take' | 'scatterAdd'> = {
  take: (write, node, index) => {
    const [source, indices] = node.inputs;
    const { axis } = node.attributes;
    const rank = write.specOf(indices!).shape.length;
    const { shape } = write.specOf(source!);
    const { place, isThere } = onAxis(
      write,
      write.at(indices!, index.slice(axis, axis + rank)),
      shape[axis]!,
    );
    const value = write.at(source!, [...index.slice(0, axis), place, ...index.slice(axis + rank)]);
    return value.kind === 'float'
      ? write.float(`(${isThere} > 0) ? ${value.x} : ${write.number(Number.NaN)}`)
      : write.int(
          `(${isThere} > 0) ? ${value.low} : 0`,
          `(${isThere} > 0) ? ${value.high} : 32768`,
        );
  },

  // Each element looks through all indices for its own, in their order.
  scatterAdd: (write, node, index) => {
    const [updates, indices] = node.inputs;
    const { axis } = node.attributes;
    const { shape } = write.specOf(indices!);
    const row = index[axis]!;
    const isMine = (places: readonly Expression[]): Expression => {
      const given = write.at(indices!, places);
      if (given.kind !== 'int') throw new Error('indices are int32');
      return `(${asFloat(write, given)} === ${row})`;
    };
    const update = (places: readonly Expression[]): Value =>
      write.at(updates!, [...index.slice(0, axis), ...places, ...index.slice(axis + 1)]);
    const count = sizeOf(shape);
    if (node.dtype !== 'int32')
      return float(
        sumOf(write, count, (i) => {
          const places = write.unflatten(i, shape);
          const value = update(places);
          if (value.kind !== 'float') throw new Error('no float');
          return write.bind(`${isMine(places)} ? ${value.x} : 0`);
        }),
      );
    const [low, high] = [write.variable('0'), write.variable('0')];
    write.loop(count, (i) => {
      const places = write.unflatten(i, shape);
      const value = update(places);
      if (value.kind !== 'int') throw new Error('no int32');
      const mine = write.bind(`${isMine(places)} ? 1 : 0`);
      const next = addWords(write, int(low, high), value);
      write.line(`${low} = (${mine} > 0) ? ${next.low} : ${low};`);
      write.line(`${high} = (${mine} > 0) ? ${next.high} : ${high};`);
    });
    return int(low, high);
  },
};
