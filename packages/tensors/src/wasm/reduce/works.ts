import { const as c } from '../assembler/i32.ts';
import { f32, f64, forLoop, get, i32, seq, set } from '../assembler.ts';
import { passTime } from '../loops/pass-time.ts';
import type { ReduceStep } from '../steps.ts';
import { alone, VECTORS_PER_LINE, type Work } from '../work.ts';
import { columnsCode } from './columns.ts';
import { type ReduceLayout, reduceLayout } from './layout.ts';
import { Pass } from './pass.ts';
import { Rows } from './rows.ts';

/** A reduction over any axes, in parts that follow each other. */
export const reduceWorks = (step: ReduceStep): readonly Work[] => {
  const layout = reduceLayout(step);
  if (layout.kind === 'columns') return [columnsWork(step, layout)];
  return layout.chunks > 1 ? chunkWorks(step, layout) : [rowsWork(step, layout)];
};

const timeOf = ({ shape, operations }: ReduceStep, { views }: ReduceLayout): number =>
  passTime(shape, operations, views);

const columnsWork = (step: ReduceStep, layout: ReduceLayout): Work => ({
  ...(layout.keptRows > 1
    ? { units: layout.keptRows, grain: 1 }
    : { units: Math.ceil(layout.lengths.at(-1)! / 4), grain: VECTORS_PER_LINE }),
  nanoseconds: timeOf(step, layout),
  write: (body, range, context) => columnsCode(new Pass(step, layout, context, body), range, body),
});

const rowsWork = (step: ReduceStep, layout: ReduceLayout): Work => ({
  units: layout.keptRows,
  grain: 1,
  nanoseconds: timeOf(step, layout),
  write: (body, range, context) =>
    new Rows(new Pass(step, layout, context, body), body).code(range),
});

/** The sums of the chunks, and then their sum. */
const chunkWorks = (step: ReduceStep, layout: ReduceLayout): readonly Work[] => {
  const { chunks } = layout;
  const sums: Work = {
    units: chunks,
    grain: 1,
    nanoseconds: timeOf(step, layout),
    scratch: 8 * chunks,
    write: (body, range, context) =>
      new Rows(new Pass(step, layout, context, body), body).chunks(
        range,
        context.scratch,
        body.local('i32'),
      ),
  };
  const sumOfSums = alone(chunks, ({ local }, { scratch, addressOf }) => {
    const [chunk, total] = [local('i32'), local('f64')];
    const next = f64.load(i32.add(c(scratch), i32.shl(get(chunk), c(3))));
    return seq(
      set(total, f64.const(0)),
      forLoop(chunk, c(0), c(chunks), 1, set(total, f64.add(get(total), next))),
      f32.store(addressOf(step.output), f32.demote(get(total))),
    );
  });
  return [sums, sumOfSums];
};
