import { add, const as c, times } from '../assembler/i32.ts';
import {
  type Body,
  type Code,
  call,
  type FunctionRef,
  forLoop,
  get,
  i32,
  memoryFill,
  seq,
  set,
} from '../assembler.ts';
import { ROWS_AT_ONCE } from './add-rows.ts';
import type { MatmulKernels } from './kernels.ts';
import type { Product, Span } from './product.ts';

/**
 * Columns of a product of few rows with a B of whole rows, which is read once and in place: packing it would take longer
 * than the product.
 */
export const multiplyFewRows = (
  body: Body,
  { addRows, addRow }: MatmulKernels,
  { rows, columns, depth, a, b, out }: Product,
  [from, to]: Span,
): Code => {
  const [k, row, sums] = body.locals('i32', 3);
  const rowBytes = 4 * columns;
  const eachRow = (visit: Code): Code => forLoop(row, c(0), c(rows), 1, visit);
  const setSums = set(sums, add(out, times(get(row), rowBytes)));
  const own = (address: Code, column: Code): Code => add(address, times(column, 4));
  const addAt = (run: FunctionRef): Code =>
    eachRow(
      seq(
        setSums,
        call(
          run,
          add(a.address, add(times(get(row), a.rowStride), times(get(k), a.columnStride))),
          c(a.columnStride),
          own(add(b.address, times(get(k), rowBytes)), from),
          c(rowBytes),
          own(get(sums), from),
          own(get(sums), to),
        ),
      ),
    );
  const inEights = depth - (depth % ROWS_AT_ONCE);
  return seq(
    eachRow(seq(setSums, memoryFill(own(get(sums), from), c(0), times(i32.sub(to, from), 4)))),
    forLoop(k, c(0), c(inEights), ROWS_AT_ONCE, addAt(addRows())),
    forLoop(k, c(inEights), c(depth), 1, addAt(addRow())),
  );
};
