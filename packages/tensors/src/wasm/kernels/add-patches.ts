import type { Graph } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { add, const as c, times } from '../assembler/i32.ts';
import {
  type Body,
  type Code,
  forLoop,
  get,
  i32,
  memoryFill,
  seq,
  set,
  when,
} from '../assembler.ts';
import type { CodeContext } from '../code-context.ts';
import type { KernelStep } from '../steps.ts';
import type { Range, Work } from '../work.ts';
import { addWords } from './add-words.ts';
import { eachColumn, layoutOf, type WindowLayout } from './window-layout.ts';
import { eachRun } from './window-runs.ts';

/** Zeros, to which the pixels of each window are added; a unit is a row of an image, so that threads share no sums. */
export const addPatchesWork = (step: KernelStep<'addPatches'>, graph: Graph): Work => {
  const { node, inputs } = step;
  const { shape } = graph.nodes[inputs[0]!]!;
  const layout = layoutOf(node.attributes, node.shape, shape);
  return {
    units: sizeOf(node.shape) === 0 ? 0 : layout.batch * layout.height,
    grain: 1,
    nanoseconds: sizeOf(node.shape) / 8 + sizeOf(shape) / 2,
    write: (body, range, context) => addLines(step, layout, body, range, context),
  };
};

const addLines = (
  { node, inputs, id }: KernelStep<'addPatches'>,
  layout: WindowLayout,
  body: Body,
  { from, to }: Range,
  { addressOf }: CodeContext,
): Code => {
  const { window, strides, dilations } = node.attributes;
  const { height, rows, columns, lineBytes, rowBytes, patchBytes, runs } = layout;
  const [unit, p, start, row, column, image, patch, k] = body.locals('i32', 8);
  const steps = { image: 0, patch: rowBytes };
  const addRun = eachRun(body, runs, 1, steps, [image, patch], (at, offsets) =>
    addWords(k, at[0], at[1], runs.bytes / 4, node.dtype, {
      target: offsets.image,
      source: offsets.patch,
    }),
  );
  const line = add(addressOf(id), times(get(unit), lineBytes));
  const windowRow = add(times(i32.div(get(unit), c(height)), rows), get(row));
  const offset = add(times(windowRow, columns * patchBytes), times(get(p), rowBytes));
  const starts = [line, add(addressOf(inputs[0]!), offset)] as const;
  // Whether there are windows whose row p is this line of the image.
  const isThere = i32.and(
    i32.ge(get(start), c(0)),
    i32.and(i32.eq(times(get(row), strides[0]), get(start)), i32.lt(get(row), c(rows))),
  );
  const eachRow = seq(
    set(start, i32.sub(i32.rem(get(unit), c(height)), times(get(p), dilations[0]))),
    set(row, i32.div(get(start), c(strides[0]))),
    when(isThere, eachColumn(layout, [column, image, patch], starts, addRun)),
  );
  return forLoop(
    unit,
    get(from),
    get(to),
    1,
    seq(memoryFill(line, c(0), c(lineBytes)), forLoop(p, c(0), c(window[0]), 1, eachRow)),
  );
};
