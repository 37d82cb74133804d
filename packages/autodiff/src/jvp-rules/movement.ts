import {
  broadcastTo,
  concat,
  pad,
  reshape,
  reverse,
  slice,
  transpose,
  zerosLike,
} from '@puregrad/tensors';
import type { JvpRules } from './rule.ts';

// Linear in their input: the direction moves as the elements do.
export const movement: JvpRules<
  'reshape' | 'broadcastTo' | 'transpose' | 'slice' | 'pad' | 'reverse' | 'concat'
> = {
  reshape: ({ attributes: { shape }, tangents: [dx] }) => reshape(dx!, shape),
  broadcastTo: ({ attributes: { shape }, tangents: [dx] }) => broadcastTo(dx!, shape),
  transpose: ({ attributes: { permutation }, tangents: [dx] }) => transpose(dx!, permutation),
  slice: ({ attributes: { starts, ends }, tangents: [dx] }) => slice(dx!, starts, ends),
  pad: ({ attributes: { before, after }, tangents: [dx] }) => pad(dx!, before, after),
  reverse: ({ attributes: { axes }, tangents: [dx] }) => reverse(dx!, axes),
  concat: ({ attributes: { axis }, inputs, tangents }) =>
    concat(
      inputs.map((x, i) => tangents[i] ?? zerosLike(x)),
      { axis },
    ),
};
