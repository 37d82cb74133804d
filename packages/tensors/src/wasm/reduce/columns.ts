import { const as c } from '../assembler/i32.ts';
import {
  type Body,
  type Code,
  forLoop,
  get,
  i32,
  type Local,
  seq,
  set,
  v128,
  when,
} from '../assembler.ts';
import { storeLanes } from '../loops/cursor.ts';
import type { Range } from '../work.ts';
import type { Pass } from './pass.ts';

/** Code for each vector of a row. */
type Columns = (each: (count: number) => Code) => Code;

/**
 * Adds up rows, in the order of memory; the totals stay in the first cache. Threads share the kept rows, or the columns
 * if all rows are added up into one.
 */
export const columnsCode = (pass: Pass, range: Range, body: Body): Code => {
  const { row, layout } = pass;
  const totals = body.local('i32');
  if (layout.keptRows === 1)
    return seq(set(row, c(0)), addRows(pass, ownColumns(pass, range), totals));
  return forLoop(row, get(range.from), get(range.to), 1, addRows(pass, allColumns(pass), totals));
};

/**
 * Stores totals. A node's memory is padded to whole vectors, so totals that are all of it are stored whole: a vector
 * that is read again right after it was stored lane by lane makes the processor wait.
 */
const storeTotals = ({ layout }: Pass, address: Code, value: Code, count: number): Code =>
  layout.keptRows === 1 ? v128.store(address, value) : storeLanes(address, value, count);

/** Adds up the rows whose totals are one row of the output. */
const addRows = (pass: Pass, columns: Columns, totals: Local): Code => {
  const { row, turn, i, layout, identity, combine } = pass;
  const total = i32.add(get(totals), i32.shl(get(i), c(2)));
  const add = (count: number): Code =>
    seq(
      pass.compute(count),
      storeTotals(pass, total, combine(v128.load(total), pass.value()), count),
    );
  return seq(
    set(totals, pass.resultAt(i32.mul(get(row), c(pass.length)))),
    columns((count) => storeTotals(pass, total, identity, count)),
    forLoop(turn, c(0), c(layout.reducedRows), 1, seq(pass.enterRow(), columns(add))),
  );
};

const allColumns =
  ({ i, whole, left }: Pass): Columns =>
  (each) =>
    seq(forLoop(i, c(0), c(whole), 4, each(4)), left > 0 ? seq(set(i, c(whole)), each(left)) : []);

/** The columns of a thread's vectors. */
const ownColumns =
  ({ i, whole, left }: Pass, { from, to }: Range): Columns =>
  (each) => {
    const end = i32.min(i32.shl(get(to), c(2)), c(whole));
    const hasLast = i32.eq(get(to), c((whole >> 2) + 1));
    return seq(
      forLoop(i, i32.shl(get(from), c(2)), end, 4, each(4)),
      left > 0 ? when(hasLast, seq(set(i, c(whole)), each(left))) : [],
    );
  };
