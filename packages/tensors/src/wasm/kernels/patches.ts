import type { Graph } from '../../compile/graph.ts';
import { sizeOf } from '../../shape.ts';
import { add, const as c, times } from '../assembler/i32.ts';
import { forLoop, get, i32 } from '../assembler.ts';
import type { KernelStep } from '../steps.ts';
import type { Work } from '../work.ts';
import { copyBytes } from './copy-bytes.ts';
import { eachColumn, layoutOf } from './window-layout.ts';
import { eachRun } from './window-runs.ts';

/** The pixels of each window, copied in runs; a unit is a row of windows. */
export const patchesWork = ({ node, inputs, id }: KernelStep<'patches'>, graph: Graph): Work => {
  const { window, strides, dilations } = node.attributes;
  const [source] = inputs as readonly [number];
  const layout = layoutOf(node.attributes, graph.nodes[source]!.shape, node.shape);
  const { batch, height, rows, columns, lineBytes, patchBytes, runs } = layout;
  const copies = batch * rows * columns * window[0] * runs.count;
  return {
    units: sizeOf(node.shape) === 0 ? 0 : batch * rows,
    grain: 1,
    nanoseconds: copies * (1 + runs.bytes / 16),
    write: (body, { from, to }, { addressOf }) => {
      const [unit, column, image, patch] = body.locals('i32', 4);
      const line = add(
        times(i32.div(get(unit), c(rows)), height),
        times(i32.rem(get(unit), c(rows)), strides[0]),
      );
      const steps = { image: dilations[0] * lineBytes, patch: layout.rowBytes };
      const copy = eachRun(body, runs, window[0], steps, [image, patch], (at, offsets) =>
        copyBytes(at[1], at[0], runs.bytes, { target: offsets.patch, source: offsets.image }),
      );
      const starts = [
        add(addressOf(source), times(line, lineBytes)),
        add(addressOf(id), times(get(unit), columns * patchBytes)),
      ] as const;
      const row = eachColumn(layout, [column, image, patch], starts, copy);
      return forLoop(unit, get(from), get(to), 1, row);
    },
  };
};
