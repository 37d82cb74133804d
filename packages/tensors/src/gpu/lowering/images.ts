import { countOf } from '../../windows.ts';
import {
  asIntValue,
  type Expression,
  floatExpression,
  floatValue,
  intValue,
  plus,
  times,
} from '../value.ts';
import type { Lowerings, Writer } from '../writer.ts';
import { addWords, choose } from './halves.ts';
import { sumOf } from './sum.ts';

/** The window, along one axis, whose `offset`-th pixel is at a place, and whether there is one. */
const windowAt = (
  write: Writer,
  place: Expression,
  offset: Expression,
  { stride, dilation, count }: Readonly<Record<'stride' | 'dilation' | 'count', number>>,
): { readonly window: Expression; readonly isThere: Expression } => {
  const start = write.bind(`${place} - ${times(offset, dilation)}`);
  const first = write.bind(`Math.max(0, ${start})`);
  const window = stride === 1 ? first : write.bind(write.call('quotient', first, String(stride)));
  return {
    window: write.bind(`Math.min(${count - 1}, ${window})`),
    isThere: write.bind(
      `(${start} >= 0 && ${times(window, stride)} === ${start} && ${window} < ${count}) ? 1 : 0`,
    ),
  };
};

export const images: Lowerings<'patches' | 'addPatches'> = {
  patches: (write, node, [image, row, column, p, q, channel]) => {
    const { strides, dilations } = node.attributes;
    const at = (window: Expression, offset: Expression, axis: 0 | 1): Expression =>
      plus(times(window, strides[axis]), times(offset, dilations[axis]));
    return write.at(node.inputs[0]!, [image!, at(row!, p!, 0), at(column!, q!, 1), channel!]);
  },

  // Each pixel looks for all windows that it may be in.
  addPatches: (write, node, [image, row, column, channel]) => {
    const { window, strides, dilations, size } = node.attributes;
    const along = (place: Expression, offset: Expression, axis: 0 | 1) =>
      windowAt(write, place, offset, {
        stride: strides[axis],
        dilation: dilations[axis],
        count: countOf(node.attributes, axis, size[axis]),
      });
    const term = (i: Expression) => {
      const [p, q] = write.unflatten(i, window) as [Expression, Expression];
      const [down, right] = [along(row!, p, 0), along(column!, q, 1)];
      const index = [image!, down.window, right.window, p, q, channel!];
      return {
        isThere: write.bind(`${down.isThere} * ${right.isThere}`),
        value: write.at(node.inputs[0]!, index),
      };
    };
    const count = window[0] * window[1];
    if (node.dtype !== 'int32')
      return floatValue(
        sumOf(write, count, (i) => {
          const { isThere, value } = term(i);
          return write.bind(`(${isThere} > 0) ? ${floatExpression(value)} : 0`);
        }),
      );
    const [low, high] = [write.variable('0'), write.variable('0')];
    write.loop(count, (i) => {
      const { isThere, value } = term(i);
      const sum = addWords(write, intValue(low, high), asIntValue(value));
      const next = asIntValue(choose(write, `(${isThere} > 0)`, sum, intValue(low, high)));
      write.line(`${low} = ${next.low};`);
      write.line(`${high} = ${next.high};`);
    });
    return intValue(low, high);
  },
};
