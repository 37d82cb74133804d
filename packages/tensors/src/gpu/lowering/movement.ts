import { readingOf, type ViewPrimitive } from '../../readings.ts';
import { type Expression, floatValue, type Index, intLiteral, plus, type Value } from '../value.ts';
import { flatten, type Lowerings, type NodeOf, type Writer } from '../writer.ts';
import { choose } from './halves.ts';

type MovementPrimitive =
  | 'reshape'
  | 'broadcastTo'
  | 'transpose'
  | 'slice'
  | 'pad'
  | 'reverse'
  | 'concat';

/** A place moved onto an axis, because both sides of a choice are computed. */
const within = (write: Writer, place: Expression, length: number): Expression =>
  write.bind(`Math.max(0, Math.min(${length - 1}, ${place}))`);

/** The element of a view at an index, read from its operand. */
const lookThrough = (write: Writer, node: NodeOf<ViewPrimitive>, index: Index): Value => {
  const [source] = node.inputs;
  const reading = readingOf(node.primitive, node.attributes, write.specOf(source!).shape);
  return write.at(
    source!,
    reading.map(({ axis, start, step }) => {
      if (step === 0) return String(start);
      return step === 1
        ? plus(index[axis]!, String(start))
        : write.bind(`${start} - ${index[axis]!}`);
    }),
  );
};

/** The element at an index is an element of the source at another index. */
export const movement: Lowerings<MovementPrimitive> = {
  reshape: (write, node, index) => {
    const [source] = node.inputs;
    const { shape } = write.specOf(source!);
    return write.at(source!, reindex(write, index, node.shape, shape));
  },
  broadcastTo: lookThrough,
  transpose: lookThrough,
  slice: lookThrough,
  reverse: lookThrough,
  pad: (write, node, index) => {
    const [source] = node.inputs;
    const { shape, dtype } = write.specOf(source!);
    const zero: Value = dtype === 'int32' ? intLiteral(0) : floatValue('0');
    if (shape.includes(0)) return zero;
    const { before } = node.attributes;
    const conditions: Expression[] = [];
    const inner = index.map((place, axis) => {
      if (node.shape[axis] === shape[axis]) return place;
      const moved = write.bind(`${place} - ${before[axis]!}`);
      conditions.push(`${moved} >= 0`, `${moved} < ${shape[axis]!}`);
      return within(write, moved, shape[axis]!);
    });
    const value = write.at(source!, inner);
    return conditions.length === 0
      ? value
      : choose(write, `(${conditions.join(' && ')})`, value, zero);
  },
  concat: (write, node, index) => {
    const { axis } = node.attributes;
    let start = 0;
    const pieces = node.inputs.flatMap((id) => {
      const length = write.specOf(id).shape[axis]!;
      const piece = { id, length, start };
      start += length;
      return length === 0 ? [] : [piece];
    });
    const values = pieces.map(({ id, length, start }) => {
      const place = within(write, `${index[axis]!} - ${start}`, length);
      return write.at(
        id,
        index.map((other, i) => (i === axis ? place : other)),
      );
    });
    return values.reduce((chosen, value, i) =>
      choose(write, `(${index[axis]!} < ${pieces[i]!.start})`, chosen, value),
    );
  },
};

/** The same place in another shape; added or removed axes of length 1 need no code. */
const reindex = (
  write: Writer,
  index: Index,
  from: readonly number[],
  to: readonly number[],
): Index => {
  const long = (shape: readonly number[]): readonly number[] =>
    shape.flatMap((length, axis) => (length === 1 ? [] : [axis]));
  const [p, q] = [long(from), long(to)];
  if (p.length === q.length && p.every((axis, i) => from[axis] === to[q[i]!]))
    return to.map((_, axis) => {
      const at = q.indexOf(axis);
      return at < 0 ? '0' : index[p[at]!]!;
    });
  return write.unflatten(write.bind(flatten(index, from)), to);
};
